import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';

export const PUBLIC = 'public';
/** Marks public routes in the OpenAPI documents until their security is worked out. */
export const PUBLIC_EXTENSION = 'x-public';
export const ACCESS = 'access';
export const SCOPE = 'scope';

/** Opts a route out of the sign-in. */
export const Public = () => applyDecorators(SetMetadata(PUBLIC, true), ApiExtension(PUBLIC_EXTENSION, true));

/** The access that a route needs, where it does not follow from its method (GET reads, all else writes). */
export const Access = (access: 'read' | 'write') => SetMetadata(ACCESS, access);

/** A scope that a route needs instead of its surface's `<name>:read` or `<name>:write`; null: any credential. */
export const RequireScope = (scope: string | null) => SetMetadata(SCOPE, scope);
