const { rmSync } = require('node:fs')
const { join } = require('node:path')

// A custom Electron folder is copied whole: drop what electron-builder drops from one it downloads itself.
const leftovers = ['resources/default_app.asar', 'version', '.ok']

exports.default = ({ appOutDir }) => {
  for (const file of leftovers) rmSync(join(appOutDir, file), { force: true })
}
