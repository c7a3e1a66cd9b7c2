// Loaded before libc into a program under test (LD_PRELOAD), and linked with
// nothing: writes down what the program does to plain files and directories, one
// line a step, and kills the program before a step.
//
//   RECORDER_LOG   file that the lines are added to: the step, a tab, the path, for
//                  `rename` and `link` another tab and the new path
//   RECORDER_KILL  number of the step, from 1, before which the program is killed
//
// Steps: create, mkdir, rename, link, unlink, sync, truncate, write. Writes to one
// file that follow each other are one step. Only the two programs of this tree are
// recorded, not what they start.
#pragma once
