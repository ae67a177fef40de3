import { ApiProperty } from '@nestjs/swagger';

class JobHistoryLineDto {
  @ApiProperty({ description: 'When.', example: '2024-01-14T15:30:00.123Z', format: 'date-time' })
  at: string;

  @ApiProperty({ description: 'What happened.', example: 'assigned' })
  type: string;

  @ApiProperty({ description: 'Device that it is about.', example: 'drone-uuid-456', type: String, nullable: true })
  deviceId: string | null;

  @ApiProperty({ description: 'Lease that it is about.', example: 7, type: Number, nullable: true })
  lease: number | null;

  @ApiProperty({
    description: 'More of it.',
    example: { status: 'QUEUED' },
    type: 'object',
    additionalProperties: true,
  })
  data: object;
}

export class JobHistoryDto {
  @ApiProperty({ description: 'Always true.', example: true })
  success: true;

  @ApiProperty({ description: 'Oldest first; of more than 5000 the newest.', type: [JobHistoryLineDto] })
  history: JobHistoryLineDto[];
}

class TrackPropertiesDto {
  @ApiProperty({ description: 'The job.', example: 'job-0190c8a2-7b1e-7c3a-9a51-2f6f4c1d8e90' })
  jobId: string;

  @ApiProperty({ description: 'Device that flew it.', example: 'drone-uuid-456', type: String, nullable: true })
  deviceId: string | null;

  @ApiProperty({
    description: 'When the drone was at each position, all lines after each other.',
    example: ['2024-01-14T15:30:00.123Z'],
    type: [String],
  })
  times: string[];

  @ApiProperty({ description: 'Metres along the track, climbs included.', example: 1234.5 })
  distanceMeters: number;
}

class TrackGeometryDto {
  @ApiProperty({
    description: '`MultiLineString` where it crosses the 180th meridian.',
    example: 'LineString',
    enum: ['LineString', 'MultiLineString'],
  })
  type: 'LineString' | 'MultiLineString';

  @ApiProperty({
    description: 'Longitude, latitude, metres above sea level.',
    example: [
      [-122.4194, 37.7749, 85.5],
      [-122.418, 37.7755, 85.5],
    ],
    type: 'array',
    items: {},
  })
  coordinates: number[][] | number[][][];
}

export class TrackDto {
  @ApiProperty({ description: 'GeoJSON.', example: 'Feature' })
  type: 'Feature';

  @ApiProperty({ description: 'Null with fewer than two positions.', type: TrackGeometryDto, nullable: true })
  geometry: TrackGeometryDto | null;

  @ApiProperty({ description: 'More of the track.', type: TrackPropertiesDto })
  properties: TrackPropertiesDto;
}
