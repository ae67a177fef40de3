import { ApiProperty } from '@nestjs/swagger';

export class ComputeResultDto {
  @ApiProperty({ description: 'Name of the file.', example: 'counts.json' })
  name: string;

  @ApiProperty({
    description: 'Where it is downloaded, without a credential, until it expires.',
    example: 'http://127.0.0.1:3000/v1/customer/files/eyJhbGciOiJIUzI1NiJ9.e30.x',
  })
  link: string;
}

export class ComputeResultListDto {
  @ApiProperty({ description: 'The files, by name; none before the job is COMPLETE.', type: [ComputeResultDto] })
  results: ComputeResultDto[];
}
