/** Node.js fires a timer of more milliseconds at once. */
const LONGEST = 2 ** 31 - 1;

/** Does something once the seconds are over, however many they are; what it returns prevents it. */
export function afterSeconds(seconds: number, action: () => void): () => void {
  const end = performance.now() + seconds * 1000;
  let timer: NodeJS.Timeout;
  const arm = () => {
    const left = end - performance.now();
    timer = left > LONGEST ? setTimeout(arm, LONGEST) : setTimeout(action, left);
  };
  arm();
  return () => clearTimeout(timer);
}
