import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiHeader, ApiParam, ApiQuery } from '@nestjs/swagger';
import { BodyLimitOf, MultipartBody } from '../../../kernel/http/body.interceptor';
import { PipelineSettings } from '../pipeline.settings';
import { FilterParameter, PageParameters } from '../paging/page-parameters';
import { WRITE_MODES } from '../validation/file.model';
import { PipelineUploadDto } from './file.dto';

const MIB = 1024 * 1024;
/** Bytes of a form beside its file. */
const AROUND = 2 * MIB;

export const FileId = () =>
  ApiParam({ name: 'file_id', description: 'Id of the file.', schema: { type: 'string', format: 'uuid' } });

/** Reads the form of an upload, and documents it. */
export function UploadForm(): MethodDecorator {
  return applyDecorators(
    MultipartBody(),
    BodyLimitOf(PipelineSettings, ({ PIPELINE_MAX_FILE_MIB }) => PIPELINE_MAX_FILE_MIB * MIB + AROUND),
    ApiHeader({
      name: 'Idempotency-Key',
      description: 'The same key and form within 24 h give the first answer again.',
      required: false,
    }),
    ApiQuery({
      name: 'write_mode',
      required: false,
      description: 'What becomes of files of the same name: they stay, are replaced, or forbid the upload.',
      schema: { type: 'string', enum: [...WRITE_MODES], default: WRITE_MODES[0] },
    }),
    ApiQuery({
      name: 'file_name',
      required: false,
      description: 'Name of the file, instead of the one in the form: at most 255 characters.',
      schema: { type: 'string' },
    }),
    ApiConsumes('multipart/form-data'),
    ApiBody({ type: PipelineUploadDto }),
  );
}

/** Documents the parameters of the list of files. */
export function FileListParameters(): MethodDecorator {
  const text = (name: string, description: string) =>
    ApiQuery({ name, required: false, description, schema: { type: 'string' } });
  return applyDecorators(
    PageParameters('created_at', 'name', 'size'),
    text('name', 'Only files with this in their name, in any case.'),
    text('content', 'Only files with this in their text, in any case.'),
    FilterParameter('name', 'size', 'created_at', 'file_id', 'meta (`year` or `meta/year`)'),
    ApiQuery({
      name: 'after_value',
      required: false,
      description: 'When the last file of the page before was made; with `after_file_id`.',
      schema: { type: 'string', format: 'date-time' },
    }),
    ApiQuery({
      name: 'after_file_id',
      required: false,
      description: 'Id of the last file of the page before; with `after_value`.',
      schema: { type: 'string', format: 'uuid' },
    }),
  );
}
