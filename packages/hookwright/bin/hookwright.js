#!/usr/bin/env node
// In git, where what is built is not: npm links a command when it installs, before anything is built.
await import('../dist/cli/main.js')
