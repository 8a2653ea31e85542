import { sqlite } from 'hookwright/sqlite'

export const memory = sqlite(':memory:')
