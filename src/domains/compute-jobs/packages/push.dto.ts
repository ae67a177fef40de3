import { ApiProperty } from '@nestjs/swagger';

const DESCRIPTION =
  'Base64 of a tar, gzip allowed, that holds `manifest.json`, the code (below `app/`, or all the rest) and, if wanted, ' +
  '`schema.json` (JSON Schema of `params.app`) and `template.json`; at its top or in one folder. At most ' +
  'COMPUTE_MAX_PUSH_BYTES decoded, and 512 MiB and 20000 entries unpacked.';

/** `copy` 0.1: hands its input on. */
const APP =
  'H4sIAAAAAAACA+3UwUoDMRAG4Jz7FEMuq3SJ2bK24E3Ug+ipW09SJG1THHEnIZMtFPHd3W2Lgh48tVTMB2HCn4E5TWpDuLQc1Qs7' +
  'EvuhW8Oy3NTW96oLff553+SFLsuBAC0OoOFoQjte/E9vkkxt5QXIufNrmYNc2cDoqIu0KrpkYXke0MddeuU8WgaM7SHfRPkukr+q' +
  'NkjKr/c649f9/3rb5aNB2v/DwNq7EMFxDvzcRHztbYvqvoMTx8rSCoOjx2xyWd09Xd+Osyn0ITtbmGjUDCnL4UfX+KZ6uJ9U2+7T' +
  'XtqyJEmS4/MBWnaqEwAMAAA=';
/** `one-chunk` 0.1: a partitioner that does not split. */
const ENGINE =
  'H4sIAAAAAAACA+2TQUsDMRCFc95fEXKJxTXOrtsWBE9VUASFlp5KKXEbabSbhCRbWMT/bnZbkHrx1AUx3yET3ryZOb2KK/kqnGdv' +
  'Tit0GiAwKoquBn5WgPHo+9/qGRTDDGFAPVA7z204j/4nH0TxSpBrTLQSF+WmVu8kxWQnrJNatTqwrFV8Yzqb4dZLH3rCkk8U+eNU' +
  'XCpmmpPe+C3/eQ7H+YdxfjWM+e8DWRltPdYuxW5Te7lNnK5tKfBN0JhQO2m1WtDZ83w6uVvdPkzpMtkbWalNc3Zwn2N6ScMbZrbS' +
  '+bW0h85gAcv0aNXkfv70ONuv6ubW3PMVsBep6CCJiYxEIpF++AKTo+bBAAwAAA==';

export class PushComputeAppDto {
  @ApiProperty({ description: DESCRIPTION, example: APP, format: 'byte', minLength: 1 })
  data: string;
}

export class PushComputeEngineDto {
  @ApiProperty({ description: DESCRIPTION, example: ENGINE, format: 'byte', minLength: 1 })
  data: string;
}
