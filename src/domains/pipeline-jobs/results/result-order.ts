import type { ResultSort } from './result.model';

/** How a list of results is arranged. */
export interface ResultOrder {
  field: ResultSort;
  order: 'ASC' | 'DESC';
}

export const LIST_ORDER: ResultOrder = { field: 'absolute_query_index', order: 'ASC' };

/** What is equal by the chosen field stands in this order, whatever the direction. */
const TIES = ['item.position', "coalesce(item.file_name, '')", 'item.id'];

/** SQL of what rows `item` are arranged by. Results that have no number come last. */
function keyOf({ field, order }: ResultOrder): string {
  switch (field) {
    case 'file_name':
      return "coalesce(item.file_name, '')";
    case 'duration':
    case 'score':
      return `coalesce(item.${field}, '${order === 'ASC' ? '' : '-'}Infinity')`;
    default:
      return `item.${field}`;
  }
}

/** SQL that arranges rows `item`; backwards to find those nearest before a cursor. */
export function arranged(order: ResultOrder, backwards = false): string {
  const direction = (order.order === 'DESC') === backwards ? 'ASC' : 'DESC';
  const ties = TIES.map((tie) => `${tie} ${backwards ? 'DESC' : 'ASC'}`);
  return [`${keyOf(order)} ${direction}`, ...ties].join();
}

/** SQL of the place of a row `item`, to be compared as the row `cursor`. */
export function placeOf(order: ResultOrder): string {
  const [position, fileName, id] = TIES;
  return `${keyOf(order)} AS key, ${position} AS position, ${fileName} AS file_name, ${id} AS id`;
}

/** SQL condition: the row `item` stands behind the row `cursor`, or before it. */
export function isBeyond(order: ResultOrder, backwards: boolean): string {
  const key = keyOf(order);
  const further = (order.order === 'DESC') === backwards ? '>' : '<';
  const ties = `(${TIES.join()}) ${backwards ? '<' : '>'} (cursor.position, cursor.file_name, cursor.id)`;
  return `(${key} ${further} cursor.key OR ${key} = cursor.key AND ${ties})`;
}
