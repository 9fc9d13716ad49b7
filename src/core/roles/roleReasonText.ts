import type { RoleReason } from '../domain/role';

/** A reason in words, to follow the role: `its name says so ("latency")`. */
export function roleReasonText({ code, detail }: RoleReason): string {
  switch (code) {
    case 'configured':
      return 'configured';
    case 'format':
      return detail === undefined ? 'the log\'s format says so' : `the log's format says so: ${detail}`;
    case 'name':
      return detail === undefined ? 'its name says so' : `its name says so ("${detail}")`;
    case 'values':
      return detail === undefined || detail === '' ? 'its values fit' : `its values fit (${detail})`;
    case 'rejected':
      return detail === undefined ? 'another role was considered and rejected' : `not used as ${detail}`;
    case 'left-over':
      return 'no other role fits';
  }
}
