import type { Check } from '../findings/check.ts';
import { allProjectsMounted } from './configuration/allProjectsMounted.ts';
import { bothModes } from './configuration/bothModes.ts';
import { choiceChanged } from './configuration/choiceChanged.ts';
import { claudeFileMounted } from './configuration/claudeFileMounted.ts';
import { claudeFolderMounted } from './configuration/claudeFolderMounted.ts';
import { composeFeatureBinds } from './configuration/composeFeatureBinds.ts';
import { composeReadonlyLost } from './configuration/composeReadonlyLost.ts';
import { composeShareIncomplete } from './configuration/composeShareIncomplete.ts';
import { configDirNotKept } from './configuration/configDirNotKept.ts';
import { configDirOverridden } from './configuration/configDirOverridden.ts';
import { configurationInvalid } from './configuration/configurationInvalid.ts';
import { configurationMissing } from './configuration/configurationMissing.ts';
import { credentialsMounted } from './configuration/credentialsMounted.ts';
import { devcontainerWritable } from './configuration/devcontainerWritable.ts';
import { duplicateTarget } from './configuration/duplicateTarget.ts';
import { foreignFeature } from './configuration/foreignFeature.ts';
import { handMadeMount } from './configuration/handMadeMount.ts';
import { homeNotLast } from './configuration/homeNotLast.ts';
import { homeOfAnotherUser } from './configuration/homeOfAnotherUser.ts';
import { homeOfOneSystem } from './configuration/homeOfOneSystem.ts';
import { hostProgramsWritable } from './configuration/hostProgramsWritable.ts';
import { isolationVoid } from './configuration/isolationVoid.ts';
import { legacyMounted } from './configuration/legacyMounted.ts';
import { namedFileUnreadable } from './configuration/namedFileUnreadable.ts';
import { nestedMount } from './configuration/nestedMount.ts';
import { noPrepareCommand } from './configuration/noPrepareCommand.ts';
import { objectReadonly } from './configuration/objectReadonly.ts';
import { privateStateMounted } from './configuration/privateStateMounted.ts';
import { profileAlone } from './configuration/profileAlone.ts';
import { readonlyWithValue } from './configuration/readonlyWithValue.ts';
import { stateInWorkingTree } from './configuration/stateInWorkingTree.ts';
import { telemetryLoopback } from './configuration/telemetryLoopback.ts';
import { tokenInConfiguration } from './configuration/tokenInConfiguration.ts';
import { userInRunArgs } from './configuration/userInRunArgs.ts';
import { volumeOfAllProjects } from './configuration/volumeOfAllProjects.ts';
import { composeProjectRenamed } from './container/composeProjectRenamed.ts';
import { containerDrift } from './container/containerDrift.ts';
import { containerImpostor } from './container/containerImpostor.ts';
import { containerOtherLabels } from './container/containerOtherLabels.ts';
import { containerOutdated } from './container/containerOutdated.ts';
import { engineElsewhere } from './container/engineElsewhere.ts';
import { engineUnreachable } from './container/engineUnreachable.ts';
import { noContainer } from './container/noContainer.ts';
import { remoteUserMissing } from './container/remoteUserMissing.ts';
import { startedBeforeReview } from './container/startedBeforeReview.ts';
import { bypassAsRoot } from './host/bypassAsRoot.ts';
import { cleanupShortened } from './host/cleanupShortened.ts';
import { configDirElsewhere } from './host/configDirElsewhere.ts';
import { conversationsBelow } from './host/conversationsBelow.ts';
import { homeAndUserprofile } from './host/homeAndUserprofile.ts';
import { hooksSwitchedOff } from './host/hooksSwitchedOff.ts';
import { hostNotPrepared } from './host/hostNotPrepared.ts';
import { importsNotCopied } from './host/importsNotCopied.ts';
import { keepNotAtWork } from './host/keepNotAtWork.ts';
import { marketplaceLogin } from './host/marketplaceLogin.ts';
import { oldClient } from './host/oldClient.ts';
import { preparedFolderNotOwned } from './host/preparedFolderNotOwned.ts';
import { preparedLinkElsewhere } from './host/preparedLinkElsewhere.ts';
import { preparedMemoryElsewhere } from './host/preparedMemoryElsewhere.ts';
import { preparedOtherwise } from './host/preparedOtherwise.ts';
import { prepareScriptChanged } from './host/prepareScriptChanged.ts';
import { prepareScriptMissing } from './host/prepareScriptMissing.ts';
import { profileLinksNotCopied } from './host/profileLinksNotCopied.ts';
import { projectMoved } from './host/projectMoved.ts';
import { settingsLeftOut } from './host/settingsLeftOut.ts';
import { settingsNotCopied } from './host/settingsNotCopied.ts';
import { sourceLeadsOut } from './host/sourceLeadsOut.ts';
import { sourceMissing } from './host/sourceMissing.ts';
import { sourceNotDirectory } from './host/sourceNotDirectory.ts';
import { teamFileChanged } from './host/teamFileChanged.ts';
import { transcriptsNotOwned } from './host/transcriptsNotOwned.ts';
import { workspaceElsewhere } from './host/workspaceElsewhere.ts';
import { claudeStateMissing } from './inside/claudeStateMissing.ts';
import { cleanupShorterInside } from './inside/cleanupShorterInside.ts';
import { configDirNotInEffect } from './inside/configDirNotInEffect.ts';
import { conversationsElsewhere } from './inside/conversationsElsewhere.ts';
import { insideChecks } from './inside/insideChecks.ts';
import { projectFolderReplaced } from './inside/projectFolderReplaced.ts';
import { sessionOpenTwice } from './inside/sessionOpenTwice.ts';
import { settingsCommandMissing } from './inside/settingsCommandMissing.ts';
import { usersMapped } from './inside/usersMapped.ts';

/** Every check, in the order in which people should read what they find: first what keeps the others from being seen. */
export const allChecks: readonly Check[] = [
  configurationMissing,
  configurationInvalid,
  choiceChanged,
  bothModes,
  profileAlone,
  noPrepareCommand,
  credentialsMounted,
  tokenInConfiguration,
  telemetryLoopback,
  claudeFolderMounted,
  allProjectsMounted,
  hostProgramsWritable,
  privateStateMounted,
  claudeFileMounted,
  objectReadonly,
  readonlyWithValue,
  composeFeatureBinds,
  composeReadonlyLost,
  composeShareIncomplete,
  namedFileUnreadable,
  configDirOverridden,
  stateInWorkingTree,
  volumeOfAllProjects,
  configDirNotKept,
  handMadeMount,
  nestedMount,
  homeOfAnotherUser,
  homeNotLast,
  duplicateTarget,
  homeOfOneSystem,
  legacyMounted,
  userInRunArgs,
  isolationVoid,
  foreignFeature,
  devcontainerWritable,
  projectMoved,
  hostNotPrepared,
  prepareScriptMissing,
  prepareScriptChanged,
  preparedLinkElsewhere,
  preparedOtherwise,
  preparedMemoryElsewhere,
  preparedFolderNotOwned,
  sourceMissing,
  sourceNotDirectory,
  sourceLeadsOut,
  workspaceElsewhere,
  homeAndUserprofile,
  configDirElsewhere,
  transcriptsNotOwned,
  teamFileChanged,
  settingsNotCopied,
  importsNotCopied,
  hooksSwitchedOff,
  cleanupShortened,
  keepNotAtWork,
  settingsLeftOut,
  bypassAsRoot,
  marketplaceLogin,
  profileLinksNotCopied,
  oldClient,
  conversationsBelow,
  engineUnreachable,
  engineElsewhere,
  noContainer,
  containerOtherLabels,
  containerImpostor,
  composeProjectRenamed,
  containerDrift,
  containerOutdated,
  startedBeforeReview,
  remoteUserMissing,
  claudeStateMissing,
  configDirNotInEffect,
  projectFolderReplaced,
  usersMapped,
  sessionOpenTwice,
  cleanupShorterInside,
  settingsCommandMissing,
  conversationsElsewhere,
  ...insideChecks,
];
