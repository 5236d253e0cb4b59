import { GlueCatalogDatabase } from '@cdktf/provider-aws/lib/glue-catalog-database';
import { GlueCatalogTable } from '@cdktf/provider-aws/lib/glue-catalog-table';
import { Construct } from 'constructs';

export interface PriceTablesProps {
  /** The beginning of AWS names, of which the database's is made. */
  readonly prefix: string;
  /** Where the data lies, with a slash at the end. */
  readonly data: string;
}

interface Column {
  readonly name: string;
  readonly type: string;
}

/** As the crawler writes them; `crawler/README.md` says what they mean. */
const columns: readonly Column[] = [
  { name: 'date', type: 'date' },
  ...['open', 'high', 'low', 'close'].map((name) => ({ name, type: 'double' })),
  { name: 'volume', type: 'bigint' },
  ...['adj_close', 'dividend', 'split_factor'].map((name) => ({ name, type: 'double' })),
  { name: 'currency', type: 'string' },
  { name: 'exchange_tz', type: 'string' },
  { name: 'ingested_at', type: 'timestamp' },
];

const sources = { type: 'enum', values: 'yahoo,alpaca,tiingo,massive' };

/**
 * The year of the oldest daily prices that a source has: Yahoo's of ^GSPC, from 1927-12-30 on
 * (https://github.com/myckim1/S-P-500-daily-data). Athena sees nothing before it, and lists the prefix
 * of every later day that a query does not rule out.
 * https://docs.aws.amazon.com/athena/latest/ug/performance-tuning-data-optimization-techniques.html
 */
const firstDay = '1927-01-01';

/**
 * What Athena needs to read the data bucket. Where the partitions are follows from their keys, so there is
 * no crawler to run and nothing to add when a symbol or a day comes.
 * https://docs.aws.amazon.com/athena/latest/ug/partition-projection.html
 */
export class PriceTables extends Construct {
  constructor(scope: Construct, id: string, { prefix, data }: PriceTablesProps) {
    super(scope, id);
    const database = new GlueCatalogDatabase(this, 'database', {
      // Athena wants names without hyphens, or quotes around them.
      name: prefix.replaceAll('-', '_'),
      description: 'Stock prices, as the crawler leaves them in S3',
    });
    const table = (
      name: string,
      description: string,
      more: readonly Column[],
      partitions: Readonly<Record<string, Readonly<Record<string, string>>>>,
    ): void => {
      const location = `${data}${name}/v1`;
      new GlueCatalogTable(this, name.replaceAll('_', '-'), {
        databaseName: database.name,
        name,
        description,
        tableType: 'EXTERNAL_TABLE',
        parameters: {
          EXTERNAL: 'TRUE',
          classification: 'parquet',
          'projection.enabled': 'true',
          ...Object.fromEntries(
            Object.entries(partitions).flatMap(([key, projection]) =>
              Object.entries(projection).map(([field, value]) => [
                `projection.${key}.${field}`,
                value,
              ]),
            ),
          ),
          // The placeholders are Athena's; with one dollar they would be Terraform's.
          'storage.location.template': [
            location,
            ...Object.keys(partitions).map((key) => `${key}=$\${${key}}`),
            '',
          ].join('/'),
        },
        partitionKeys: Object.keys(partitions).map((key) => ({
          name: key,
          type: key === 'dt' ? 'date' : 'string',
        })),
        storageDescriptor: {
          location,
          inputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
          outputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
          serDeInfo: {
            serializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
          },
          columns: [...more, ...columns],
        },
      });
    };

    // A query names its symbols: nobody could list all there are.
    table('bars', 'Whole history of a symbol; a query names the symbols', [], {
      interval: { type: 'enum', values: '1d,1wk' },
      source: sources,
      symbol: { type: 'injected' },
    });
    table('bars_by_date', 'All symbols of a date', [{ name: 'symbol', type: 'string' }], {
      interval: { type: 'enum', values: '1d' },
      source: sources,
      dt: {
        type: 'date',
        format: 'yyyy-MM-dd',
        range: `${firstDay},NOW`,
        interval: '1',
        'interval.unit': 'DAYS',
      },
    });
  }
}
