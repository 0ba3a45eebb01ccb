package blazon

import "bytes"

// A picture of a QR code is decoded by the readers of the standard library,
// which ask for as much memory as its head says, and take as long as its parts
// say: what that comes to is reckoned before.
const (
	maxDecoded = 144 << 20 // bytes; a photograph of 12 million points, however it is written
	maxScans   = 32        // of a JPEG; programs write about ten
)

// costPNG: four bytes or eight a point, and passes beside the picture.
//
// PNG 11.2.2: depth and interlace stand at fixed places in IHDR.
func costPNG(data []byte, points int) int {
	const depth, interlace = 24, 28
	cost := 4 * points
	if data[depth] == 16 {
		cost = 8 * points
	}
	if data[interlace] != 0 {
		cost *= 2
	}
	return cost
}

// costGIF: a byte a point, twice where lines are interlaced.
func costGIF(_ []byte, points int) int { return 2 * points }

// costWebP: brightness and colours, and transparency, which is a picture of four
// bytes a point of its own.
func costWebP(_ []byte, points int) int { return 8 * points }

// costJPEG: a byte for each sample, four bytes more in a progressive picture,
// and four bytes a point where colours are converted. A picture of too many
// scans has no cost that could be borne, since each goes over all of it.
func costJPEG(data []byte, points int) int {
	if bytes.Count(data, []byte{0xff, startOfScan}) > maxScans {
		return maxDecoded + 1 // coded data cannot hold a marker (JPEG B.1.1.5)
	}
	frame, progressive := frameOf(data)
	if len(frame) < 9 {
		return 0 // which the reader will refuse
	}
	// JPEG B.2.2: depth, height, width, then for each component its number, how often
	// it is sampled within a unit in both directions, and its table.
	components := min(int(frame[5]), (len(frame)-6)/3)
	sampled := func(i int) int { return int(frame[7+3*i]>>4) * int(frame[7+3*i]&15) }
	samples := 0
	for i := range components {
		samples += sampled(i)
	}
	cost := points * samples / max(1, sampled(0))
	if progressive {
		cost *= 5
	}
	if components > 1 {
		cost += 4 * points
	}
	return cost
}

// Markers of JPEG, B.1.1.3.
const (
	startOfBaseline    = 0xc0
	startOfExtended    = 0xc1
	startOfProgressive = 0xc2
	startOfScan        = 0xda
)

// frameOf returns what the first frame header of a JPEG says, without its length,
// and whether the frame is progressive; nil if there is none.
func frameOf(data []byte) (frame []byte, progressive bool) {
	for i := 2; i+4 <= len(data); {
		if data[i] != 0xff || data[i+1] == 0xff {
			i++ // the reader, too, passes over what stands between segments
			continue
		}
		length := int(data[i+2])<<8 | int(data[i+3])
		switch marker := data[i+1]; {
		case marker == startOfScan:
			return nil, false
		case marker == startOfBaseline || marker == startOfExtended || marker == startOfProgressive:
			return data[i+4 : min(len(data), max(i+4, i+2+length))], marker == startOfProgressive
		case marker == 0, 0xd0 <= marker && marker <= 0xd9:
			i += 2 // which have no length
		default:
			i += 2 + length
		}
	}
	return nil, false
}
