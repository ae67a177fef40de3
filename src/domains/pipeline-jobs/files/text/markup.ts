import { Tokenizer } from 'htmlparser2';

/** What is told of markup as it is read, names as they are written. */
export interface MarkupReader {
  open(name: string): void;
  close(name: string): void;
  /** Of the tag that was opened last, which ends with a slash. */
  closeItself(name: string): void;
  text(text: string): void;
  /** Of the tag that was opened last. */
  attribute?(name: string, value: string): void;
}

/**
 * Reads HTML or XML token by token, entities decoded. No tree is made, not even the list of open tags: hostile ones would
 * be as deep as they like.
 */
export function readMarkup(markup: string, reader: MarkupReader, xmlMode = false): void {
  let tag = '';
  let attribute = '';
  const nothing = () => undefined;
  const tokenizer = new Tokenizer(
    { xmlMode, decodeEntities: true },
    {
      onopentagname: (start, end) => {
        tag = markup.slice(start, end);
        reader.open(tag);
      },
      onclosetag: (start, end) => reader.close(markup.slice(start, end)),
      onselfclosingtag: () => reader.closeItself(tag),
      ontext: (start, end) => reader.text(markup.slice(start, end)),
      ontextentity: (codePoint) => reader.text(String.fromCodePoint(codePoint)),
      onattribname: (start, end) => {
        attribute = markup.slice(start, end);
      },
      onattribdata: (start, end) => reader.attribute?.(attribute, markup.slice(start, end)),
      oncdata: nothing,
      oncomment: nothing,
      onattribend: nothing,
      onattribentity: nothing,
      ondeclaration: nothing,
      onend: nothing,
      onopentagend: nothing,
      onprocessinginstruction: nothing,
    },
  );
  tokenizer.write(markup);
  tokenizer.end();
}
