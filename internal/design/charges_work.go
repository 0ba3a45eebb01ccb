package design

func drawnBook() []layer {
	const page = "M0,29C-12,20 -30,18 -44,21L-44,-28C-30,-32 -12,-30 0,-18Z"
	const lines = "M-38,-20C-28,-22 -16,-20 -8,-15M-38,-10C-28,-12 -16,-10 -8,-5M-38,0C-28,-2 -16,0 -8,5M-38,10C-28,8 -16,10 -8,15"
	return []layer{
		solid(body, "M0,37C-14,27 -34,25 -49,29L-49,-22C-34,-27 -14,-26 0,-14C14,-26 34,-27 49,-22L49,29C34,25 14,27 0,37Z"),
		{d: page, fill: second, edge: ink, width: 1.3},
		{d: mirror(page), fill: second, edge: ink, width: 1.3},
		area(dim, "M0,29C3,26 7,24 12,22L12,-26C7,-24 3,-21 0,-18Z"),
		stroke(shade, 1.5, twice(lines)),
		solid(light, "M18,-27L27,-28L27,2L22.5,-3L18,2Z"),
		stroke(ink, 1.8, "M0,-18L0,31"),
	}
}

func drawnQuill() []layer {
	const turn = 36
	const vane = "M0,26C-9,25 -16,17 -17,7L-11,10L-17,1C-19,-18 -13,-40 4,-56C15,-42 19,-22 16,-4L10,2L15,2C13,14 8,23 0,26Z"
	const dark = "M0,26C8,23 13,14 15,2L10,2L16,-4C19,-22 15,-42 4,-56C2,-30 0,-2 0,26Z"
	const barbs = "M0,14L-11,4M0,2L-13,-10M0,-12L-12,-24M1,-26L-8,-36M0,14L9,5M0,2L12,-10M0,-12L13,-24M1,-26L11,-37"
	const shaft = "M2,-46C0,-20 0,10 0,46"
	return []layer{
		stroke(ink, 8, turned("M0,26L0,44", turn)),
		solid(light, turned(vane, turn)), area(body, turned(dark, turn)),
		stroke(shade, 1.2, turned(barbs, turn)),
		stroke(ink, 3.6, turned(shaft, turn)), stroke(second, 1.6, turned(shaft, turn)),
		solid(second, turned("M-3,42L3,42L1,56L-1,56Z", turn)),
		stroke(ink, 3, "M-46,46C-30,49 -16,42 -2,46C12,50 26,42 40,46"),
		stroke(body, 1.4, "M-46,46C-30,49 -16,42 -2,46C12,50 26,42 40,46"),
	}
}

func drawnLamp() []layer {
	out := bar(body, 4.6, "M28,2C50,-10 52,16 24,18")
	return append(out,
		solid(shade, "M-10,26L10,26L18,40L-18,40Z"),
		solid(body, "M-48,-2C-38,2 -32,-6 -18,-6L20,-6C31,-6 34,2 31,10C27,24 14,29 -2,29C-24,29 -34,14 -48,-2Z"),
		area(shade, "M31,10C27,24 14,29 -2,29C-12,29 -20,26 -26,21C-6,26 18,24 31,10Z"),
		stroke(light, 2.4, "M-32,6C-26,14 -18,19 -8,20"),
		solid(body, "M-14,-6C-10,-17 12,-17 16,-6Z"), solid(light, disc(1, -17, 3.6)),
		stroke(ink, 1.4, "M-20,-1L28,-1"),
		solid(light, "M-20,38L20,38L20,44L-20,44Z"),
		solid(second, "M-43,-4C-54,-12 -48,-24 -39,-40C-33,-26 -28,-14 -36,-4Z"),
		area(light, "M-41,-5C-46,-11 -43,-17 -40,-25C-36,-18 -34,-11 -38,-5Z"),
	)
}

func drawnKey() []layer {
	var rings path
	for _, c := range []point{{0, -38}, {-13.5, -20}, {13.5, -20}} {
		rings.circle(c, 9)
	}
	out := []layer{stroke(ink, 7+2*edgeWidth, rings.String()), stroke(ink, 8+2*edgeWidth, "M0,-14L0,45")}
	out = append(out,
		solid(body, "M3,22L20,22L20,31L3,31ZM3,36L24,36L24,47L3,47Z"),
		stroke(body, 7, rings.String()), stroke(body, 8, "M0,-14L0,45"),
		stroke(light, 1.8, "M-1.6,0L-1.6,45"), stroke(light, 1.5, rings.String()),
		stroke(ink, 2, "M12,25L12,28M16,40L16,44"),
		solid(light, "M-9,-7L9,-7L9,-1L-9,-1ZM-7,4L7,4L7,8L-7,8Z"),
	)
	return append(out, solid(second, disc(0, -25, 5)))
}

func drawnAnchor() []layer {
	const shank, stock = "M0,-30L0,38", "M-23,-19L23,-19"
	const arms = "M-39,12C-36,32 -19,41 0,43C19,41 36,32 39,12"
	out := lined(body, 6.6, disc(0, -39, 7.6), shank, stock, arms)
	fluke := "M-41,-6L-51,18L-29,15Z"
	return append(out,
		solid(body, twice(fluke)), area(shade, twice("M-41,-6L-29,15L-40,16.5Z")),
		solid(light, disc(-25, -19, 4.4)+disc(25, -19, 4.4)),
		stroke(light, 1.6, "M-1.4,-28L-1.4,38M-36,20C-31,33 -17,39 -2,41"),
		solid(second, "M0,49L-7,41L0,33L7,41Z"),
	)
}

func drawnLighthouse() []layer {
	const beams = "M-5,-25L-50,-42L-50,-31ZM-5,-25L-52,-24L-51,-13Z"
	return []layer{
		area(second, twice(beams)),
		solid(body, "M-10,-13L10,-13L16,40L-16,40Z"),
		area(shade, "M4,-13L10,-13L16,40L6.5,40Z"),
		area(ink, "M-10.9,-5L10.9,-5L12.2,6L-12.2,6ZM-13.3,17L13.3,17L14.6,28L-14.6,28Z"),
		solid(second, "M-4,40L-4,34C-4,29 4,29 4,34L4,40Z"),
		area(second, "M-1.8,15L-1.8,11C-1.8,8 1.8,8 1.8,11L1.8,15Z"),
		solid(body, "M-15,-17.5L15,-17.5L15,-12.5L-15,-12.5Z"),
		solid(second, "M-8,-32L8,-32L8,-17.5L-8,-17.5Z"),
		stroke(ink, 1.2, "M-2.6,-32L-2.6,-17.5M2.6,-32L2.6,-17.5M-8,-25L8,-25"),
		solid(body, "M-12,-32C-9,-41 -4,-44 0,-44C4,-44 9,-41 12,-32Z"),
		stroke(ink, 2, "M0,-44L0,-48"), solid(light, disc(0, -48, 2)),
		solid(shade, "M-30,46C-27,38 -20,36 -15,38C-10,34 10,34 14,38C20,35 27,39 30,46C22,51 9,46 0,49C-9,46 -22,51 -30,46Z"),
		stroke(light, 1.4, "M-20,43Q-15,39 -11,42M9,42Q14,38 19,42"),
	}
}

func drawnTower() []layer {
	return []layer{
		solid(body, "M-27,46L-22,-12L-33,-12L-33,-42L-20,-42L-20,-31L-7,-31L-7,-42L7,-42L7,-31L20,-31L20,-42L33,-42L33,-12L22,-12L27,46Z"),
		area(shade, "M7,-31L20,-31L20,-42L33,-42L33,-12L22,-12L27,46L14,46L12,-12L7,-12Z"),
		stroke(ink, 1.6, "M-33,-16L33,-16M-22,-12L22,-12"),
		stroke(ink, 1.1, "M-23,2L-12,2M12,6L23,6M-24,18L-14,18M14,24L25,24M-16,-6L-16,2M18,6L18,14M-19,18L-19,26M20,24L20,32M-6,-3L6,-3M-28,-24L-20,-24M-2,-24L8,-24"),
		solid(second, "M-11,46L-11,26C-11,10 11,10 11,26L11,46Z"),
		stroke(ink, 1.3, "M0,14L0,46M-11,30L11,30"),
		area(ink, "M-3,6L-3,1C-3,-3 3,-3 3,1L3,6Z"),
		solid(light, "M-32,44L32,44L32,50L-32,50Z"),
	}
}

func drawnHammer() []layer {
	const turn = 38
	handle := turned("M0,-26L0,50", turn)
	out := bar(second, 8, handle)
	return append(out,
		stroke(dim, 2, turned("M2.4,-20L2.4,48", turn)),
		stroke(ink, 1.5, turned("M-4,34L4,36M-4,39L4,41M-4,44L4,46", turn)),
		solid(body, turned("M-27,-44L18,-44C26,-44 34,-36 38,-24C30,-28 24,-28 18,-26L-27,-26Z", turn)),
		area(shade, turned("M-27,-34L18,-34C26,-34 32,-32 38,-24C30,-28 24,-28 18,-26L-27,-26Z", turn)),
		solid(light, turned("M-35,-46L-26,-46L-26,-24L-35,-24Z", turn)),
		solid(light, turned("M-7,-47L7,-47L7,-22L-7,-22Z", turn)),
	)
}

func drawnFlask() []layer {
	return []layer{
		solid(second, "M-9,-42L9,-42L9,-16L38,36C41,43 37,48 30,48L-30,48C-37,48 -41,43 -38,36L-9,-16Z"),
		area(body, "M-21,10C-12,5 -6,14 2,11C10,8 14,6 22.6,10.6L36,35.5C38.5,41.5 36,46 30,46L-30,46C-36,46 -38.5,41.5 -36,35.5Z"),
		area(shade, "M22.6,10.6L36,35.5C38.5,41.5 36,46 30,46L4,46C20,42 26,28 14,7.4C17,7 19.6,8.6 22.6,10.6Z"),
		stroke(ink, 1.3, "M-21,10C-12,5 -6,14 2,11C10,8 14,6 22.6,10.6"),
		area(light, disc(-12, 30, 4.4)+disc(2, 22, 3)+disc(8, 36, 3.6)+disc(-2, 39, 2)),
		area(light, disc(-3, -2, 2.6)+disc(3, -14, 2)),
		solid(body, "M-14,-49L14,-49L14,-42L-14,-42Z"),
		stroke(dim, 2, "M5,-38L5,-14L14,2"),
	}
}

func drawnScales() []layer {
	const chains = "M-36,-26L-48,14M-36,-26L-24,14M-36,-26L-36,12"
	const pan = "M-50,14L-22,14C-23,26 -29,30 -36,30C-43,30 -49,26 -50,14Z"
	const beam = "M-37,-27C-24,-36 -12,-24 0,-32C12,-24 24,-36 37,-27"
	out := []layer{stroke(ink, 4, twice(chains)), stroke(light, 1.3, twice(chains))}
	out = append(out, lined(body, 5.4, "M0,-34L0,40", beam)...)
	return append(out,
		solid(second, twice(pan)), area(dim, twice("M-22,14C-23,26 -29,30 -36,30C-32,26 -28,22 -28,14Z")),
		solid(light, disc(0, -38, 6)+disc(-37, -27, 3)+disc(37, -27, 3)),
		solid(body, "M-20,48C-18,40 -8,40 0,36C8,40 18,40 20,48Z"),
		stroke(light, 1.6, "M-1.2,-28L-1.2,34"),
	)
}

func drawnLyre() []layer {
	const arm = "M0,40C-32,42 -44,14 -31,-8C-24,-20 -24,-34 -36,-42"
	const strings = "M-12,-24L-9,32M-6,-24L-4.5,32M0,-24L0,32M6,-24L4.5,32M12,-24L9,32"
	out := []layer{stroke(ink, 2.6, strings), stroke(second, 1.4, strings)}
	out = append(out, lined(body, 8, arm, mirror(arm))...)
	return append(out,
		solid(light, disc(-37, -42, 5)+disc(37, -42, 5)),
		solid(body, "M-30,-30L30,-30L30,-23L-30,-23Z"),
		stroke(light, 1.8, twice("M-8,38C-30,36 -39,14 -28,-6C-23,-16 -22,-28 -28,-36")),
		solid(shade, "M-12,30L12,30L16,40L-16,40Z"),
		solid(body, "M-20,40L20,40L24,48L-24,48Z"),
		solid(second, disc(0, 35, 2.6)),
	)
}
