import { cronInWords } from './cron-words';

it.each([
  ['*/5 * * * *', 'Every 5 minutes'],
  ['* * * * *', 'Every minute'],
  ['? ? ? ? ?', 'Every minute'],
  ['30 16 * * 1-5', 'At 16:30, Monday through Friday'],
  [' 00\t09 * *  7 ', 'At 09:00, only on Sunday'],
  ['0 0 LW * *', 'At 00:00, on the last weekday of the month'],
  ['0 0 * * FRI#2', 'At 00:00, on the second Friday of the month'],
  ['@HOURLY', 'Every hour'],
  ['@weekly', 'At 00:00, only on Sunday'],
  ['0 0 1W,15 * *', '0 0 1W,15 * *'],
])('%j is %j', (cron, words) => expect(cronInWords(cron)).toBe(words));
