import { FilePart } from '../../../kernel/http/multipart';
import { valueError } from './findings';
import type { Rule } from './findings';

const NO_FILE = valueError("Expected UploadFile, received: <class 'str'>");

/** A part of a form that is a file. */
export function filePart(): Rule<FilePart> {
  return (input, findings) => (input instanceof FilePart ? input : findings.report(NO_FILE));
}
