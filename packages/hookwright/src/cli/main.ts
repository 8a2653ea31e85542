import { runProgram } from './program.ts'

// An app's module may leave timers and connections behind, which would keep the process from ending by itself.
process.exit(await runProgram(process.argv.slice(2)))
