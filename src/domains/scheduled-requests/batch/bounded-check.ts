/** Answers a question about a name; never rejects. */
type Check = (name: string) => Promise<boolean>;

/**
 * The check for a batch of names: each is asked about once, so many at a time, and none any more once `budgetMs` have
 * passed, which counts as no. Look-ups hold the few threads of the process that all other work needs too.
 */
export function boundedCheck(
  check: Check,
  { concurrency, budgetMs }: { concurrency: number; budgetMs: number },
): Check {
  const end = performance.now() + budgetMs;
  const answers = new Map<string, Promise<boolean>>();
  const lanes = Array.from({ length: concurrency }, () => Promise.resolve(false));
  return (name) => {
    const known = answers.get(name);
    if (known) return known;
    const lane = answers.size % concurrency;
    const answer = lanes[lane].then(() => performance.now() < end && check(name));
    lanes[lane] = answer;
    answers.set(name, answer);
    return answer;
  };
}
