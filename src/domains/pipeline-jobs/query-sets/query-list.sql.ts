/**
 * SQL that stores the queries of a new set, given as JSON by one parameter, in their order.
 * @param querySet name of a CTE whose row, where there is one, has the set's `id`
 */
export function insertQueries(querySet: string, parameter: string): string {
  return `INSERT INTO pipeline.query_set_queries
      (query_set_id, position, query, filters, params, group_name, query_label, query_index, absolute_query_index)
    SELECT id, position - 1, query, filters, params, group_name, query_label, query_index, absolute_query_index
    FROM ${querySet}, ROWS FROM (json_to_recordset(${parameter}::json) AS (query text, filters json, params json,
      group_name text, query_label text, query_index bigint, absolute_query_index bigint)) WITH ORDINALITY
      AS given (query, filters, params, group_name, query_label, query_index, absolute_query_index, position)`;
}

/** SQL that tells what happened to the set in a CTE's row. */
export function appendQuerySetEvent(type: 'created' | 'deleted', querySet: string): string {
  return `platform.append_event(${querySet}.tenant_id, 'quintet.pipeline.query_set.${type}', ${querySet}.id::text,
    json_build_object('workspace_id', ${querySet}.workspace_id, 'query_set_id', ${querySet}.id,
      'name', ${querySet}.name, 'total_queries', ${querySet}.total_queries))`;
}

/** SQL of all queries of a set as one JSON list, as the API shows them. */
export function queriesAsJson(querySetId: string): string {
  return `(SELECT coalesce(json_agg(json_build_object('query', query, 'filters', filters, 'params', params,
      'group_name', group_name, 'query_label', query_label, 'query_index', query_index,
      'absolute_query_index', absolute_query_index) ORDER BY position), '[]')
    FROM pipeline.query_set_queries WHERE query_set_id = ${querySetId})`;
}
