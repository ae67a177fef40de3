/** How an item can fail. */
export const ITEM_ERROR_TYPES = [
  'connection',
  'timeout',
  'rate_limited',
  'upstream',
  'rejected',
  'invalid_response',
  'blocked',
  'invalid_params',
  'invalid_filter',
  'file_missing',
  'pipeline_unavailable',
  'internal',
] as const;
export type ItemErrorType = (typeof ITEM_ERROR_TYPES)[number];

/** As it is stored and shown. */
export interface StoredError {
  type: ItemErrorType;
  message: string;
  /** Of the answer, if there was one. */
  status_code: number | null;
}

/** Why a question was not answered. */
export class ItemError extends Error {
  /**
   * @param statusCode of the answer, if there was one
   * @param retryAfter milliseconds that the answer asks to wait
   */
  constructor(
    readonly type: ItemErrorType,
    message: string,
    readonly statusCode: number | null = null,
    readonly retryAfter?: number,
  ) {
    super(message);
  }
}

export function storedErrorOf({ type, message, statusCode }: ItemError): StoredError {
  return { type, message, status_code: statusCode };
}

const RETRIED: readonly ItemErrorType[] = ['connection', 'timeout', 'rate_limited', 'upstream'];

/** Whether a later attempt may succeed. */
export function isRetried(type: ItemErrorType): boolean {
  return RETRIED.includes(type);
}
