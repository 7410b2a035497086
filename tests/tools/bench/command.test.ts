/** The bench's command line. */
import { describe, expect, it } from 'vitest';
import { GROUPS, readCommand, USAGE } from '../../../tools/bench/command.ts';

describe('the bench’s command line', () => {
  it('measures everything on WASM by default', () => {
    expect(readCommand([])).toEqual({
      groups: GROUPS,
      tensor: { backend: 'wasm', engines: ['ours', 'stock', 'jax-js', 'pytorch'], profile: false },
      visits: 5,
    });
  });

  it('takes groups, a backend, a file, and parts of the lists', () => {
    const command = readCommand(
      'tensor --backend webgpu --json rows.json --models lenet,linear --engines pytorch,ours --profile'.split(' '),
    );
    expect(command).toEqual({
      groups: ['tensor'],
      json: 'rows.json',
      tensor: { backend: 'webgpu', engines: ['ours', 'pytorch'], models: ['linear', 'lenet'], profile: true },
      visits: 5,
    });
    expect(readCommand(['page', '--visits', '9'])).toMatchObject({ groups: ['page'], visits: 9 });
    expect(readCommand(['import', '--visits', '3'])).toMatchObject({ groups: ['import'], visits: 3 });
  });

  it.each([
    ['sketching', 'There is no bench “sketching”; known are tensor, data,'],
    ['tensor --backend cpu', 'There is no backend “cpu”; choose wasm or webgpu.'],
    ['tensor --models lenet,lenett', 'There is no model “lenett”; known are linear, cnn-small, lenet,'],
    ['tensor --engines mine', 'There is no engine “mine”; known are ours, stock, jax-js, pytorch.'],
    ['data --backend wasm', 'The option --backend belongs to the bench “tensor”, which is not selected.'],
    ['data --visits 3', 'The option --visits belongs to the benches “page” and “import”, of which none is selected.'],
    ['page --visits none', '“none” is no number of visits.'],
    ['tensor --dawn here', 'The option --dawn is for WebGPU and needs --backend webgpu.'],
    ['tensor --jsn rows.json', 'Unknown option'],
    ['tensor --json', "Option '--json <value>' argument missing"],
  ])('answers “%s” with one sentence', (line, sentence) => {
    expect(() => readCommand(line.split(' '))).toThrow(sentence);
  });

  it('has a text for --help that names every option', () => {
    expect(readCommand(['tensor', '--help'])).toBe('help');
    for (const option of ['--json', '--backend', '--models', '--engines', '--profile', '--dawn', '--visits'])
      expect(USAGE).toContain(option);
  });
});
