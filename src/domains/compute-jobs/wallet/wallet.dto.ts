import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ComputePaginationDto } from '../lists/pagination.dto';
import type { Usage } from './wallet.statements';

const ID = '019a2b3c-4d5e-7f60-8a9b-0c1d2e3f4a5b';

export class ComputeBalanceDto {
  @ApiProperty({ description: 'Id of the account.', example: ID, format: 'uuid' })
  accountId: string;

  @ApiProperty({ description: 'Always 0: nothing is paid in advance.', example: 0 })
  totalBalance: number;

  @ApiProperty({ description: 'Always 0: nothing is paid in advance.', example: 0 })
  availableBalance: number;

  @ApiProperty({ description: 'What all jobs have used. 1 is an hour of 1 core and 1 GiB.', example: 1.25 })
  amountDue: number;
}

export class ComputeRelatedEntityDto {
  @ApiProperty({ description: 'Always `job`.', example: 'job' })
  type: string;

  @ApiProperty({ description: 'Id of the job.', example: ID, format: 'uuid' })
  id: string;

  @ApiPropertyOptional({ description: 'Name of the job, if it has one.', example: 'demo' })
  name?: string;
}

export class ComputeTransactionDto {
  @ApiProperty({ description: 'Id: that of the job.', example: ID, format: 'uuid' })
  id: string;

  @ApiProperty({ description: 'When the job ended.', example: '2026-01-31T12:00:00.000Z', format: 'date-time' })
  createdAt: string;

  @ApiProperty({ description: 'What the job has used. 1 is an hour of 1 core and 1 GiB.', example: 0.00416667 })
  amount: number;

  @ApiProperty({ description: 'Always `JOB_USAGE`.', example: 'JOB_USAGE' })
  transactionType: string;

  @ApiProperty({ description: 'What it is for.', type: ComputeRelatedEntityDto })
  relatedEntity: ComputeRelatedEntityDto;

  @ApiProperty({ description: 'The same in words.', example: 'Usage of job demo' })
  description: string;
}

export class ComputeTransactionListDto {
  @ApiProperty({ description: 'Which part of the list it is.', type: ComputePaginationDto })
  pagination: ComputePaginationDto;

  @ApiProperty({ description: 'The transactions.', type: [ComputeTransactionDto] })
  data: ComputeTransactionDto[];
}

export class ComputePartDto {
  @ApiPropertyOptional({ description: 'Most entries to show; above 100 counts as 100.', example: 20, minimum: 0 })
  limit?: number;

  @ApiPropertyOptional({ description: 'Entries to leave out.', example: 0, minimum: 0 })
  offset?: number;
}

export class FilterComputeTransactionsDto {
  @ApiPropertyOptional({ description: 'Which part of the list is wanted.', type: ComputePartDto })
  pagination?: ComputePartDto;

  @ApiPropertyOptional({
    description:
      '`createdAt` or `name`, then optionally ` asc` or ` desc`; what else lists are sorted by is `createdAt`.',
    example: 'createdAt desc',
    default: 'createdAt desc',
  })
  orderBy?: string;

  @ApiPropertyOptional({ description: 'Only later ones.', example: '2026-01-01T00:00:00Z', format: 'date-time' })
  createdAfter?: string;

  @ApiPropertyOptional({ description: 'Only earlier ones.', example: '2030-01-01T00:00:00Z', format: 'date-time' })
  createdBefore?: string;
}

export function showTransaction({ jobId, name, endedAt, payment }: Usage): ComputeTransactionDto {
  return {
    id: jobId,
    createdAt: endedAt.toISOString(),
    amount: Number(payment),
    transactionType: 'JOB_USAGE',
    relatedEntity: { type: 'job', id: jobId, name: name ?? undefined },
    description: `Usage of job ${name ?? jobId}`,
  };
}
