/** Why something is not done; `code` and `message` are told to the server. */
export class Refusal extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

export const NO_ANSWER = 'NO_ANSWER';
