/** A text in the form in which texts are searched: its case does not matter, and PostgreSQL can store it. */
export function searchText(text: string): string {
  return text.toLowerCase().replaceAll('\u0000', '');
}
