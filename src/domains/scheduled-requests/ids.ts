const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** No more digits than a bigint takes for sure. */
const INTEGER = /^\d{1,18}$/;

export const isUuid = (text: string) => UUID.test(text);

/** Whether the text may be the number of a job. */
export const isJobNumber = (text: string) => INTEGER.test(text);
