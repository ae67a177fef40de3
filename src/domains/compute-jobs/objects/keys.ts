/** Keys of the object store. Files of a job lie below one key, to be deleted together. */
export const keys = {
  job: (jobId: string) => `jobs/${jobId}`,
  upload: (jobId: string, id: string) => `jobs/${jobId}/uploads/${id}`,
  /** @param execution of the step that made it, so that a late one overwrites nothing */
  chunk: (jobId: string, execution: number, number: number) => `jobs/${jobId}/chunks/${execution}/${number}`,
  result: (jobId: string, chunk: number, execution: number, ordinal: number) =>
    `jobs/${jobId}/results/${chunk}/${execution}/${ordinal}`,
  output: (jobId: string, execution: number, ordinal: number) => `jobs/${jobId}/outputs/${execution}/${ordinal}`,
  /** @param hash of the pushed bytes, in hexadecimal */
  package: (hash: string) => `packages/${hash}`,
  cached: (tenantId: string, key: string, ordinal: number) => `cache/${tenantId}/${key}/${ordinal}`,
};
