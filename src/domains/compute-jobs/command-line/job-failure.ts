/** A job that has failed; the message is the `errorMessage` that the server would give it. */
export class JobFailure extends Error {}
