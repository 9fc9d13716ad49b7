import { describe, expect, it } from 'vitest';
import { chooseSpec } from '../../../src/cli/project';
import { databaseSpec, isDatabase } from '../../../src/cli/databaseSpec';
import { parseArguments } from '../../../src/cli/arguments';
import { emptyConfig } from '../../../src/core/config/projectConfig';

describe('the address of a table on the command line', () => {
  it('becomes a source whose password stands in an environment variable', () => {
    const parsed = parseArguments(['report', 'postgresql://ann@db.example:5433/shop?sslmode=verify-full&table=public.%22my%20log%22', '--password-env', 'DB_PASSWORD']);
    if (parsed.command !== 'report') throw new Error('a report was asked for');
    expect(chooseSpec(parsed.report, { folder: '/w', configFile: null, config: emptyConfig, problems: [] }, '/w')).toEqual({
      kind: 'postgresql', name: 'public."my log"', folder: '/w', url: 'postgresql://ann@db.example:5433/shop?sslmode=verify-full', table: 'public."my log"', password: 'DB_PASSWORD',
    });
    expect(databaseSpec('trino://ann@t.example/hive/shop?query=SELECT%201', null, '/w')).toMatchObject({ kind: 'trino', name: 'query', query: 'SELECT 1', url: 'trino://ann@t.example/hive/shop' });
    expect(databaseSpec('clickhouse://c.example/default?table=log', null, '/w')).toMatchObject({ kind: 'clickhouse', table: 'log' });
    expect(['postgres://h/d', 'POSTGRESQL://h', 'trino://h', 'http://h', 'a/postgresql'].map(isDatabase)).toEqual([true, true, true, false, false]);
  });

  it('is refused with a password, without a table, and where it is none', () => {
    expect(() => databaseSpec('postgresql://ann:geheim@h/d?table=t', null, '/w')).toThrow(/no password on the command line: .*--password-env/);
    expect(() => databaseSpec('postgresql://ann@h/d', null, '/w')).toThrow(/name the table behind the address/);
    expect(() => databaseSpec('postgresql://', null, '/w')).toThrow(/this is no address of a database/);
  });
});
