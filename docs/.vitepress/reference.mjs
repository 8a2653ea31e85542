import { Converter, ReflectionKind } from 'typedoc'

/** Names the modules of the reference by what is imported, `hookwright/node`, and not by their files. */
export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.getChildrenByKind(ReflectionKind.Module)) {
      // That of the folder itself is its index.
      const [folder, , file] = module.name.split('/')
      const name = folder === 'receiver' ? '@hookwright/receiver' : folder
      module.name = file === undefined ? name : `${name}/${file}`
    }
  })
}
