import { ApiParam } from '@nestjs/swagger';
import { BodyLimitOf } from '../../../kernel/http/body.interceptor';
import { ComputeSettings } from '../compute.settings';

/** Bytes of a body beside the archive. */
const AROUND = 1024;
/** Base64 makes four characters of three bytes; some clients break its lines or escape its slashes. */
const GROWTH = 1.4;

/** Lets a body be as long as the archive that it may hold. */
export const TakesArchive = () =>
  BodyLimitOf(ComputeSettings, ({ COMPUTE_MAX_PUSH_BYTES }) => Math.ceil(COMPUTE_MAX_PUSH_BYTES * GROWTH) + AROUND);

/** Documents the name of a package in the path. */
export const ApiTag = () =>
  ApiParam({
    name: 'tag',
    description: 'A name, or `name@1`, `name@1.2` or `name@v1.2`; a part that is left out means the highest there is.',
    example: 'hello-world@0.1',
  });

/** Documents the name of one version of a package in the path. */
export const ApiVersionTag = () =>
  ApiParam({ name: 'tag', description: 'Name and full version.', example: 'copy@0.1' });
