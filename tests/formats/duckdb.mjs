// SPDX-License-Identifier: GPL-3.0-or-later
// `duckdb -c SQL` by the package of npm, for the calls of docs/neighbours.md: the folder that has it is named by NODE_MODULES.
import { createRequire } from "module";
const { DuckDBInstance } = createRequire(process.env.NODE_MODULES + "/")("@duckdb/node-api");
const db = await (await DuckDBInstance.create(":memory:")).connect();
await db.run(process.argv[process.argv.indexOf("-c") + 1]);
