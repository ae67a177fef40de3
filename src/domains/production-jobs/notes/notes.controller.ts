import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { ListQueryDto, PagedList, QueryPipe } from '../lists';
import type { Page } from '../lists';
import { ProductionFailures } from '../production-failures';
import { IDEMPOTENCY_KEY } from '../versions';
import { CreateNoteDto, NoteDto } from './note.dto';
import { NotesService } from './notes.service';

@ApiTags('production')
@Controller('api/notes')
export class NotesController {
  constructor(private readonly service: NotesService) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Note something about units at a step',
    description: 'Answers 200, as the original does. The ids are kept as sent and not checked.',
    operationId: 'createNote',
  })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiOkResponse({ type: NoteDto })
  @ProductionFailures(400, 401, 403, 409, 413, 415, 429)
  create(@CurrentCaller() caller: Caller, @Body() dto: CreateNoteDto): Promise<NoteDto> {
    return this.service.create(caller, dto);
  }

  @Get('serial/:id')
  @ApiOperation({
    summary: 'List the notes about a unit',
    description: 'Oldest first; empty for an unknown unit.',
    operationId: 'listNotesOfSerial',
  })
  @PagedList(NoteDto)
  @ProductionFailures(400, 401, 403, 429)
  ofUnit(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Query(QueryPipe) query: ListQueryDto,
  ): Promise<Page<NoteDto>> {
    return this.service.ofUnit(caller, id, query);
  }

  @Get('step/:id')
  @ApiOperation({
    summary: 'List the notes at a step',
    description: 'Oldest first; empty for an unknown step.',
    operationId: 'listNotesOfStep',
  })
  @PagedList(NoteDto)
  @ProductionFailures(400, 401, 403, 429)
  ofStep(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Query(QueryPipe) query: ListQueryDto,
  ): Promise<Page<NoteDto>> {
    return this.service.ofStep(caller, id, query);
  }
}
