/** `npm run page:schema`: writes src/api/schema.d.ts anew. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { schemaText } from './schema.ts'

await writeFile(join(import.meta.dirname, '..', 'src', 'api', 'schema.d.ts'), await schemaText())
