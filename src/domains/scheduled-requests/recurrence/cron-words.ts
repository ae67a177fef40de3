import cronstrue from 'cronstrue';

/** A cron expression that `parseCron` accepts in English, times on the 24-hour clock. */
export function cronInWords(cron: string): string {
  // cronstrue knows neither nicknames in capitals nor other white space than one blank, nor ? for any minute or hour.
  const plain = cron.trim().replace(/\s+/g, ' ').replaceAll('?', '*');
  try {
    return cronstrue.toString(plain.startsWith('@') ? plain.toLowerCase() : plain, { use24HourTimeFormat: true });
  } catch {
    // Rare forms that it has no words for, such as a list with a W in it.
    return plain;
  }
}
