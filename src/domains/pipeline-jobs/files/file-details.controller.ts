import { Controller, Get, Param, Patch, Put, UseGuards } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { NumberedPageParameters } from '../paging/page-parameters';
import { PipelineFailures } from '../pipeline-failures';
import { Validated } from '../validated';
import { validateChangeMeta, validateListDocuments, validateOneFile } from '../validation/file.model';
import type { ChangeMetaRequest, ListDocumentsRequest, OneFileRequest } from '../validation/file.model';
import { DefaultWorkspaceGuard } from '../workspaces/default-workspace.guard';
import { FileDocuments } from './file-documents';
import type { FileMeta } from './file-meta';
import { FileMetas } from './file-metas';
import { FileId } from './file-routes';
import { PipelineDocumentPageDto } from './file.dto';
import { FilesService } from './files.service';

const META = { schema: { type: 'object', additionalProperties: true, example: { year: 2026 } } } as const;

@ApiTags('pipeline')
@ApiParam({ name: 'workspace', description: 'Name of the workspace.', example: 'default' })
@FileId()
@UseGuards(DefaultWorkspaceGuard)
@Controller('api/v1/workspaces/:workspace/files/:file_id')
export class FileDetailsController {
  constructor(
    private readonly files: FilesService,
    private readonly metas: FileMetas,
    private readonly chunks: FileDocuments,
  ) {}

  @Get('meta')
  @ApiOperation({ summary: 'Get the meta of a file', operationId: 'getPipelineFileMeta' })
  @ApiOkResponse(META)
  @PipelineFailures(401, 403, 404, 422, 429, 500)
  async meta(
    @CurrentCaller() caller: Caller,
    @Param('workspace') workspace: string,
    @Validated(validateOneFile) { path }: OneFileRequest,
  ): Promise<FileMeta> {
    const { meta } = await this.files.find(caller, workspace, path.file_id);
    return meta;
  }

  @Put('meta')
  @ApiOperation({
    summary: 'Replace the meta of a file',
    description:
      'Values are scalars, lists of scalars, and objects of these; 32,766 bytes a value and 250,000 in all, as JSON.',
    operationId: 'replacePipelineFileMeta',
  })
  @ApiBody(META)
  @ApiOkResponse(META)
  @PipelineFailures(400, 401, 403, 404, 413, 422, 429, 500)
  replace(
    @CurrentCaller() caller: Caller,
    @Param('workspace') workspace: string,
    @Validated(validateChangeMeta) { path, body }: ChangeMetaRequest,
  ): Promise<FileMeta> {
    return this.metas.replace(caller, workspace, path.file_id, body);
  }

  @Patch('meta')
  @ApiOperation({
    summary: 'Change the meta of a file',
    description: 'Keys that are not given stay; a null removes its key.',
    operationId: 'changePipelineFileMeta',
  })
  @ApiBody(META)
  @ApiOkResponse(META)
  @PipelineFailures(400, 401, 403, 404, 413, 422, 429, 500)
  merge(
    @CurrentCaller() caller: Caller,
    @Param('workspace') workspace: string,
    @Validated(validateChangeMeta) { path, body }: ChangeMetaRequest,
  ): Promise<FileMeta> {
    return this.metas.merge(caller, workspace, path.file_id, body);
  }

  @Get('documents')
  @ApiOperation({
    summary: 'List the documents of a file, in order',
    description: 'The parts that it is searched as: about 250 words each, split at headings and paragraphs.',
    operationId: 'listPipelineFileDocuments',
  })
  @NumberedPageParameters()
  @ApiOkResponse({ type: PipelineDocumentPageDto })
  @PipelineFailures(401, 403, 404, 422, 429, 500)
  documents(
    @CurrentCaller() caller: Caller,
    @Param('workspace') workspace: string,
    @Validated(validateListDocuments) { path, query }: ListDocumentsRequest,
  ): Promise<PipelineDocumentPageDto> {
    return this.chunks.list(caller, workspace, path.file_id, query);
  }
}
