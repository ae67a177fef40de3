export type Descriptor = 'bypass' | 'url' | 'file' | 'bucket' | 'aws' | 'gcp' | 'storj';

export interface DataSourceParams {
  url?: string;
  name?: string;
  username?: string;
  /** The password as the server keeps it, see SecretBox. */
  sealedPassword?: string;
}

/** Where a job's input comes from, or its output goes to, as it is stored. */
export interface DataSource {
  descriptor: Descriptor;
  params?: DataSourceParams;
}

/** The protobuf message of a descriptor's params, where it has any. */
export const PARAMS_TYPES: Partial<Record<Descriptor, string>> = {
  url: 'type.googleapis.com/bytenite.data_source.HttpDataSource',
  file: 'type.googleapis.com/bytenite.data_source.LocalFileDataSource',
};
