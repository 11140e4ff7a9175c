export { UserError } from '../errors.ts';
export { carryOutFix } from './carryOutFix.ts';
export { findProjects } from './findProjects.ts';
export { lookAtProject } from './lookAtProject.ts';
export { markdownReport } from './markdownReport.ts';
export { planModeAgain, planModeChange } from './planModeChange.ts';
export { prepareProject } from './prepareProject.ts';
export { rebuildArguments } from './rebuildArguments.ts';
export { watchEngine } from './watchEngine.ts';
