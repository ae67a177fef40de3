/** Puts pieces of text together as a browser lays them out: runs of spaces are one, none at the ends of lines. */
export class HtmlTextWriter {
  /** Whether spaces and line breaks stand as they are. */
  preformatted = false;
  /** UTF-16 units. */
  length = 0;
  private readonly pieces: string[] = [];
  /** What is to stand before the next piece. */
  private gap: '' | ' ' | '\n' | '\n\n' = '';

  get text(): string {
    return this.pieces.join('');
  }

  /** Where the next piece will begin. */
  get next(): number {
    return this.length === 0 ? 0 : this.length + this.gap.length;
  }

  breakLine(): void {
    if (this.gap !== '\n\n') this.gap = '\n';
  }

  breakParagraph(): void {
    this.gap = '\n\n';
  }

  write(text: string): void {
    if (this.preformatted) return this.append(text);
    const words = text.replace(/[ \t\n\r\f]+/g, ' ');
    if (words.startsWith(' ')) this.space();
    const inner = words.replace(/^ | $/g, '');
    if (inner === '') return;
    this.append(inner);
    if (words.endsWith(' ')) this.space();
  }

  private space(): void {
    if (this.gap === '') this.gap = ' ';
  }

  private append(text: string): void {
    const piece = this.length === 0 ? text : this.gap + text;
    this.gap = '';
    this.pieces.push(piece);
    this.length += piece.length;
  }
}
