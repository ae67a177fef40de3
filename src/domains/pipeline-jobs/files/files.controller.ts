import { Controller, Delete, Get, Header, HttpCode, Param, Post, Req, StreamableFile, UseGuards } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import { create as contentDisposition } from 'content-disposition';
import type { FastifyRequest } from 'fastify';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { PipelineFailures } from '../pipeline-failures';
import { Validated } from '../validated';
import { validateListFiles, validateOneFile, validateUploadFile } from '../validation/file.model';
import type { ListFilesQuery, OneFileRequest, UploadFileRequest } from '../validation/file.model';
import { DefaultWorkspaceGuard } from '../workspaces/default-workspace.guard';
import { FileId, FileListParameters, UploadForm } from './file-routes';
import { FileUploads } from './file-uploads';
import { PipelineCreatedFileDto, PipelineFilePageDto } from './file.dto';
import { FilesService } from './files.service';

@ApiTags('pipeline')
@ApiParam({ name: 'workspace', description: 'Name of the workspace.', example: 'default' })
@UseGuards(DefaultWorkspaceGuard)
@Controller('api/v1/workspaces/:workspace/files')
export class FilesController {
  constructor(
    private readonly service: FilesService,
    private readonly uploads: FileUploads,
  ) {}

  @Post()
  @UploadForm()
  @ApiOperation({
    summary: 'Upload a file',
    description: 'It can be searched once this is answered.',
    operationId: 'uploadPipelineFile',
  })
  @ApiCreatedResponse({ type: PipelineCreatedFileDto })
  @PipelineFailures(400, 401, 403, 404, 409, 413, 415, 422, 429, 500)
  upload(
    @CurrentCaller() caller: Caller,
    @Param('workspace') workspace: string,
    @Validated(validateUploadFile) request: UploadFileRequest,
  ): Promise<PipelineCreatedFileDto> {
    return this.uploads.upload(caller, workspace, request);
  }

  @Get()
  @FileListParameters()
  @ApiOperation({ summary: 'List the files of a workspace', operationId: 'listPipelineFiles' })
  @ApiOkResponse({ type: PipelineFilePageDto })
  @PipelineFailures(401, 403, 404, 422, 429, 500)
  list(
    @CurrentCaller() caller: Caller,
    @Param('workspace') workspace: string,
    @Validated(validateListFiles) { query }: { query: ListFilesQuery },
    @Req() request: FastifyRequest,
  ): Promise<PipelineFilePageDto> {
    return this.service.list(caller, workspace, query, request);
  }

  @Delete()
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete all files of a workspace', operationId: 'deletePipelineFiles' })
  @ApiNoContentResponse({ description: 'They are gone.' })
  @PipelineFailures(401, 403, 404, 429, 500)
  removeAll(@CurrentCaller() caller: Caller, @Param('workspace') workspace: string): Promise<void> {
    return this.service.removeAll(caller, workspace);
  }

  @Get(':file_id')
  @Header('x-content-type-options', 'nosniff')
  @ApiOperation({
    summary: 'Download a file',
    description: 'The bytes that were uploaded.',
    operationId: 'getPipelineFile',
  })
  @FileId()
  @ApiProduces('application/octet-stream')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  @PipelineFailures(401, 403, 404, 422, 429, 500)
  async read(
    @CurrentCaller() caller: Caller,
    @Param('workspace') workspace: string,
    @Validated(validateOneFile) { path }: OneFileRequest,
  ): Promise<StreamableFile> {
    const { name, bytes } = await this.service.read(caller, workspace, path.file_id);
    return new StreamableFile(bytes, {
      type: 'application/octet-stream',
      disposition: contentDisposition(name),
      length: bytes.length,
    });
  }

  @Delete(':file_id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a file', operationId: 'deletePipelineFile' })
  @FileId()
  @ApiNoContentResponse({ description: 'It is gone, and cannot be found.' })
  @PipelineFailures(401, 403, 404, 422, 429, 500)
  remove(
    @CurrentCaller() caller: Caller,
    @Param('workspace') workspace: string,
    @Validated(validateOneFile) { path }: OneFileRequest,
  ): Promise<void> {
    return this.service.remove(caller, workspace, path.file_id);
  }
}
