import { Fields } from '../requests/fields';
import { LIST_FIELDS, readListBody, readListQuery } from './list-query';

describe('readListQuery', () => {
  it('has defaults', () => {
    const expected = { limit: 20, offset: 0, orderBy: 'createdAt', descending: true, isPublic: false };
    expect(readListQuery({})).toEqual(expected);
    expect(readListQuery({ limit: '', order_by: '' })).toEqual(expected);
  });

  it('reads both forms, caps the limit, takes the last of several', () => {
    expect(readListQuery({ 'pagination.limit': '101', 'pagination.offset': '7' })).toMatchObject({
      limit: 100,
      offset: 7,
    });
    expect(readListQuery({ limit: ['x', '5'], order_by: 'name', isPublic: 'true' })).toMatchObject({
      limit: 5,
      orderBy: 'name',
      descending: false,
      isPublic: true,
    });
    expect(readListQuery({ limit: '0', orderBy: 'endedAt desc' })).toMatchObject({ limit: 0, descending: true });
  });

  it.each([
    [{ limit: '-1' }, 'pagination.limit must be an integer of 0 or more'],
    [{ 'pagination.limit': '1.5' }, 'pagination.limit must be an integer of 0 or more'],
    [{ offset: '1'.repeat(19) }, 'pagination.offset must be an integer of 0 or more'],
    [{ orderBy: 'id' }, 'orderBy must be one of createdAt, name, state, startedAt, endedAt'],
    [{ orderBy: 'name up' }, 'orderBy must be one of createdAt, name, state, startedAt, endedAt'],
    [{ isPublic: 'yes' }, 'isPublic must be a boolean'],
  ])('refuses %j', (query, message) => {
    expect(() => readListQuery(query)).toThrow(message);
  });
});

describe('readListBody', () => {
  const read = (body: object) => {
    const fields = Fields.of(body);
    const part = readListBody(fields);
    fields.violations.refuse(LIST_FIELDS);
    return part;
  };

  it('has the defaults of a query', () => {
    const expected = { limit: 20, offset: 0, orderBy: 'createdAt', descending: true };
    expect(read({})).toEqual(expected);
    expect(read({ pagination: null, orderBy: '' })).toEqual(expected);
  });

  it('reads an object, numbers and texts', () => {
    const wanted = { limit: 100, offset: 7, orderBy: 'name', descending: true };
    expect(read({ pagination: { limit: 101, offset: '7' }, order_by: 'name desc' })).toMatchObject(wanted);
    expect(read({ limit: 6e1, offset: 1 })).toMatchObject({ limit: 60, offset: 1 });
  });

  it.each([
    [{ pagination: 5 }, 'pagination must be an object'],
    [{ pagination: { limit: -1 } }, 'pagination.limit must be an integer of 0 or more'],
    [{ pagination: { limit: ['1'] } }, 'pagination.limit must be an integer of 0 or more'],
    [{ pagination: { offset: 1.5 } }, 'pagination.offset must be an integer of 0 or more'],
    [{ pagination: { offset: 1e21 } }, 'pagination.offset must be an integer of 0 or more'],
    [{ orderBy: { toString: 1 } }, 'orderBy must be one of createdAt, name, state, startedAt, endedAt'],
    [{ orderBy: ['name'] }, 'orderBy must be one of createdAt, name, state, startedAt, endedAt'],
  ])('refuses %j', (body, message) => {
    expect(() => read(body)).toThrow(message);
  });
});
