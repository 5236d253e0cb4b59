import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

/**
 * Asks DuckDB about the bars of downloaded data.
 *
 * @param sql a query of the view `bars`, which has the partitions as columns
 */
export async function queryBars(
  directory: string,
  sql: string,
): Promise<Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const files = join(directory, 'bars', '**', '*.parquet').replaceAll("'", "''");
    await connection.run(
      `create view bars as select * from read_parquet('${files}', hive_partitioning = true)`,
    );
    return (await connection.runAndReadAll(sql)).getRowObjectsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
