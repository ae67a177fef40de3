import { formatCursor, LOG_START } from '../../../kernel/events/event-cursor';
import { endId, readLastId } from './last-id';

const AT = { xid: 7n, position: 8n };

describe('readLastId', () => {
  it.each([
    [formatCursor(AT), AT, false],
    [endId(AT), AT, true],
    [undefined, LOG_START, false],
    ['', LOG_START, false],
    ['.end', LOG_START, false],
    ['x.end', LOG_START, false],
    [`${endId(AT)}.end`, LOG_START, false],
  ])('reads %s', (id, after, sawEnd) => expect(readLastId(id)).toEqual({ after, sawEnd }));
});
