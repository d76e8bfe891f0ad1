// Makes pictures and archives for tests: a PNG encoder and a zip writer of a few lines each.
import { crc32, deflateRawSync, deflateSync } from "node:zlib";

/** A PNG of grey values.
 * @param {number} width
 * @param {number} height
 * @param {(x: number, y: number) => number} grey */
export function png(width, height, grey) {
  const rows = Buffer.alloc(height * (width + 1));
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) rows[y * (width + 1) + 1 + x] = grey(x, y);
  const chunk = (type, body) => {
    const data = Buffer.concat([Buffer.from(type), body]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(body.length);
    sum.writeUInt32BE(crc32(data));
    return Buffer.concat([length, data, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  const parts = [chunk("IHDR", header), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))];
  return Buffer.concat([signature, ...parts]);
}

/** A zip archive. An entry may lie about its sizes and flags.
 * @param {{name: string, data: Buffer, stored?: boolean, size?: number, packed?: number, flags?: number, method?: number,
 *   raw?: Buffer}[]} files
 * @param {{count?: number, start?: number, comment?: string}} [lies] */
export function zip(files, lies = {}) {
  const [bodies, directory] = [[], []];
  let at = 0;
  for (const { name, data, stored = false, size, packed, flags = 0x800, method, raw } of files) {
    const body = raw ?? (stored ? data : deflateRawSync(data));
    const path = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(flags, 2);
    common.writeUInt16LE(method ?? (stored ? 0 : 8), 4);
    common.writeUInt32LE(crc32(data), 10);
    common.writeUInt32LE(packed ?? body.length, 14);
    common.writeUInt32LE(size ?? data.length, 18);
    common.writeUInt16LE(path.length, 22);
    const record = Buffer.alloc(46);
    record.writeUInt32LE(0x02014b50, 0);
    record.writeUInt16LE(20, 4);
    common.copy(record, 6);
    record.writeUInt32LE(at, 42);
    directory.push(record, path);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), common, path, body]);
    bodies.push(local);
    at += local.length;
  }
  const list = Buffer.concat(directory);
  const comment = Buffer.from(lies.comment ?? "");
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(lies.count ?? files.length, 8);
  end.writeUInt16LE(lies.count ?? files.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(lies.start ?? at, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([...bodies, list, end, comment]);
}

/** Class folders of pictures: a bright bar that lies, stands or leans, a little elsewhere and grey each time.
 * @param {number} each pictures a class
 * @param {number} [side] of a picture */
export function bars(each, side = 40) {
  const kinds = {
    lying: (_x, y, at) => Math.abs(y - 12 - (at % 17)) < 4,
    standing: (x, _y, at) => Math.abs(x - 12 - (at % 17)) < 4,
    leaning: (x, y, at) => Math.abs(x - y + (at % 17) - 8) < 5,
  };
  return Object.entries(kinds).flatMap(([name, inside]) =>
    Array.from({ length: each }, (_, at) => ({
      name: `shapes/${name}/${String(at).padStart(3, "0")}.png`,
      data: png(side, side, (x, y) =>
        inside(x, y, at) ? 255 - (at % 5) * 20 : (x * 7 + y * 13 + at * 29) % 60,
      ),
    })),
  );
}
