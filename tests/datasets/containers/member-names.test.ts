/** Names in zip archives: marked as UTF-8, plainly UTF-8, or in a code page that has to be guessed. */
import { describe, expect, test } from 'vitest';
import { decodeNames } from '../../../src/datasets/containers/member-names.ts';
import { encoded } from '../../support/files/code-pages.ts';
import { bytesOf } from '../../support/files/file-fixtures.ts';
import { unicodePath } from '../../support/files/zip-fixture.ts';

const raw = (bytes: Uint8Array, flags = 0, extra = new Uint8Array()) => ({ bytes, flags, extra });
const UTF8 = 0x800;

describe('the code page is that in which the names are words', () => {
  test.each<[string, string]>([
    ['cp437', 'Möwe Bär Straße'],
    ['cp437', 'café'],
    ['cp437', 'niño niña'],
    ['cp850', 'São Pão'],
    ['cp850', 'Ørsted smør'],
    ['cp850', 'Árbol'],
    ['windows-1252', 'Möwe Bär'],
    ['windows-1252', 'Málaga'],
    ['windows-1252', 'élan été forêt'],
    ['windows-1252', 'São Paulo'],
    ['windows-1252', 'smør œuf'],
    ['windows-1252', 'rødgrød fløde sø'],
    ['windows-1252', 'leão irmã limão'],
    ['cp852', 'źrebię żaba ślimak'],
    ['cp852', 'Žába'],
    ['windows-1250', 'źrebię żaba ślimak'],
    ['windows-1250', 'kočka kůň'],
    ['ibm866', 'кошка собака'],
    ['ibm866', 'Кот'],
    ['ibm866', 'КОТ ПЁС'],
    ['windows-1251', 'кошка собака'],
    ['windows-1251', 'Кот'],
    ['windows-1251', 'КОТ ПЁС'],
    ['windows-1251', 'їжак'],
    ['gbk', '猫 狗'],
    ['gbk', '训练集 测试集'],
    ['gbk', '汽车 飞机'],
    ['big5', '蘋果 香蕉'],
    ['big5', '訓練集'],
    ['big5', '貓 羊 測試集'],
    ['shift_jis', '猫 犬'],
    ['shift_jis', 'ネコ'],
    ['shift_jis', 'データ 表'],
    ['shift_jis', 'りんご バナナ'],
    ['euc-kr', '고양이 강아지'],
    ['euc-kr', '사과 바나나'],
  ])('%s: %s', (page, words) => {
    // As in an archive: the words are folders of several files.
    const paths = words.split(' ').flatMap((word) => [1, 2, 3].map((i) => `set/${word}/img_${i}.png`));
    const { names, encoding } = decodeNames(paths.map((path) => raw(encoded(path, page))));
    expect(names).toEqual(paths);
    const example = (value: string | undefined) => encoding?.examples.find((one) => one.value === value)?.text;
    expect(words.split(' ')).toContain(example(encoding?.name));
    expect(words.split(' ')).toContain(example(page));
  });

  test('each folder counts once, however many files are in it', () => {
    const [many, few] = [encoded('Möwe', 'cp437'), encoded('São Vitória', 'windows-1252')];
    const paths = [...Array.from({ length: 300 }, () => many), few];
    expect(decodeNames(paths.map((path) => raw(path))).names.at(-1)).toBe('São Vitória');
  });

  test('the selected one is taken, whatever it makes of the names', () => {
    const letters = Uint8Array.of(0x80, 0x81, 0x84, 0x8e, 0x99, 0x9a, 0xe1, 0xff, 0x9b);
    expect(decodeNames([raw(letters)], 'cp437').names).toEqual(['ÇüäÄÖÜß\u00a0¢']);
    expect(decodeNames([raw(letters)], 'cp850').names).toEqual(['ÇüäÄÖÜß\u00a0ø']);
    expect(() => decodeNames([raw(letters)], 'cp1')).toThrow(expect.objectContaining({ code: 'unfit' }));
    expect(decodeNames([raw(bytesOf('plain'))], 'cp1').names).toEqual(['plain']);
  });
});

describe('UTF-8', () => {
  test('is read where all names are UTF-8, whatever the flag says', () => {
    const { names, encoding } = decodeNames([raw(bytesOf('b/Möwe/1.png')), raw(bytesOf('Ünne'), UTF8)]);
    expect([names, encoding]).toEqual([['b/Möwe/1.png', 'Ünne'], undefined]);
  });

  test('is read of single names among those of a code page, unless it may be chance', () => {
    const german = raw(encoded('Möwe', 'windows-1252'));
    expect(decodeNames([raw(bytesOf('Bär')), german]).names).toEqual(['Bär', 'Möwe']);
    expect(decodeNames([raw(bytesOf('Bär'), UTF8), german]).names).toEqual(['Bär', 'Möwe']);
    // Two bytes of one Chinese character are also those of “è”.
    const chinese = ['猫', '狗'].map((name) => raw(encoded(name, 'gbk')));
    expect(decodeNames([chinese[0]!]).names).toEqual(['è']);
    expect(decodeNames(chinese).names).toEqual(['猫', '狗']);
  });

  test('is in the extra field, where its checksum is that of the other name', () => {
    const name = bytesOf('?/1.png');
    const before = Uint8Array.of(1, 0, 2, 0, 7, 7);
    const extra = (other: Uint8Array) => Uint8Array.from([...before, ...unicodePath('菊/1.png', other)]);
    expect(decodeNames([raw(name, 0, extra(name))]).names).toEqual(['菊/1.png']);
    expect(decodeNames([raw(name, 0, extra(bytesOf('a/1.png')))]).names).toEqual(['?/1.png']);
  });

  test('that the flag promises and the bytes are not is read as the others', () => {
    expect(decodeNames([raw(Uint8Array.of(0x4d, 0x94, 0x77, 0x65), UTF8)]).names).toEqual(['Möwe']);
  });
});
