import type { SecretValue } from '../runner/step';
import { JobFailure } from './job-failure';

/** The secrets that a manifest names, from variables named as programs find them. @throws JobFailure */
export function secretsOf(ids: string[], environment: NodeJS.ProcessEnv): SecretValue[] {
  return ids.map((id) => {
    const name = id.replaceAll('-', '_');
    const { [name]: value, [`${name}_ACCESS_KEY`]: accessKey, [`${name}_SECRET_KEY`]: secretKey } = environment;
    if (secretKey !== undefined) return { id, secretType: 'aws', accessKey, secretKey };
    if (value !== undefined) return { id, secretType: 'other', secretKey: value };
    throw new JobFailure(`secret not found: ${id}`);
  });
}
