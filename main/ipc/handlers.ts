// One handler file for each group of the contract, put together.
import { createAccountsHandlers } from './accounts-handlers.ts'
import type { AccountsParts } from './accounts-handlers.ts'
import { createAppHandlers } from './app-handlers.ts'
import type { AppParts } from './app-handlers.ts'
import { createBatchesHandlers } from './batches-handlers.ts'
import type { BatchesParts } from './batches-handlers.ts'
import { createDownloadsHandlers } from './downloads-handlers.ts'
import { createKitsHandlers } from './kits-handlers.ts'
import type { KitsParts } from './kits-handlers.ts'
import { createLinksHandlers } from './links-handlers.ts'
import type { LinksParts } from './links-handlers.ts'
import { createPagesHandlers } from './pages-handlers.ts'
import type { PagesParts } from './pages-handlers.ts'
import type { AllHandlers } from './serve.ts'
import { createUploadsHandlers } from './uploads-handlers.ts'
import type { UploadsParts } from './uploads-handlers.ts'

export const createHandlers = (
  parts: AppParts & AccountsParts & UploadsParts & PagesParts & BatchesParts & LinksParts & KitsParts,
): AllHandlers => ({
  app: createAppHandlers(parts),
  accounts: createAccountsHandlers(parts),
  uploads: createUploadsHandlers(parts),
  links: createLinksHandlers(parts),
  pages: createPagesHandlers(parts),
  kits: createKitsHandlers(parts),
  batches: createBatchesHandlers(parts),
  downloads: createDownloadsHandlers(parts),
})
