import { noteText, pushText, summaryText } from './progress-text';

const PATHS = [
  {
    name: 'PATH',
    completed: 8,
    steps: [
      { name: 'STEP1', count: 12 },
      { name: 'STEP2', count: 5 },
    ],
  },
  { name: 'Other', completed: 0, steps: [{ name: 'Only', count: 0 }] },
];

describe('what Jira is told', () => {
  it('is a table per path in the description', () => {
    expect(pushText(PATHS, '2024-01-15')).toBe(
      '\n\n*PATH*\n|| Date || STEP1 || STEP2 || Completed ||\n| 2024-01-15 | 12 | 5 | 8 |' +
        '\n\n*Other*\n|| Date || Only || Completed ||\n| 2024-01-15 | 0 | 0 |',
    );
  });

  it('is a list per path in a comment', () => {
    expect(summaryText('JOB', PATHS)).toBe(
      '*Status Summary for JOB*\n\n*PATH:*\n- STEP1: 12 parts\n- STEP2: 5 parts\n- Completed: 8' +
        '\n\n*Other:*\n- Only: 0 parts\n- Completed: 0',
    );
  });

  it('is a note with its step and units', () => {
    expect(noteText('STEP', ['SN-00001', 'SN-00002'], 'TEXT')).toBe('STEP - SN-00001, SN-00002: TEXT');
    expect(noteText(null, ['SN-00001'], 'TEXT')).toBe('Unknown Step - SN-00001: TEXT');
  });
});
