/** An input cannot be had, and trying again would not help. The message is the reason that the user is told. */
export class DataSourceError extends Error {}
