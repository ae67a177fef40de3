import type { AnswerHead, Message } from './answer-handler';

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** All that another origin is told: any other header may be a credential. */
const CROSS_ORIGIN_HEADERS = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'content-type',
  'range',
  'user-agent',
]);

/** The request that a redirect asks for (RFC 9110 15.4), or undefined when the answer is none that can be followed. */
export function redirectedMessage(message: Message, answer: AnswerHead): Message | undefined {
  const location = answer.headers.location;
  if (!REDIRECTS.has(answer.status) || !location || !URL.canParse(location, message.url.href)) return undefined;
  const url = new URL(location, message.url);
  const sameOrigin = url.origin === message.url.origin;
  const becomesGet =
    (answer.status === 303 && message.method !== 'HEAD') || (answer.status < 303 && message.method === 'POST');
  const headers = Object.entries(message.headers).filter(([name]) => {
    const lower = name.toLowerCase();
    return (sameOrigin || CROSS_ORIGIN_HEADERS.has(lower)) && !(becomesGet && lower.startsWith('content-'));
  });
  return {
    method: becomesGet ? 'GET' : message.method,
    url,
    headers: Object.fromEntries(headers),
    body: becomesGet ? undefined : message.body,
  };
}
