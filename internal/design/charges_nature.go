package design

func drawnFlame() []layer {
	return []layer{
		solid(body, "M4,-50C6,-30 34,-18 34,13C34,35 19,48 0,48C-19,48 -34,35 -34,14C-34,0 -27,-8 -24,-20C-18,-15 -15,-10 -14,-4C-6,-16 -6,-34 4,-50Z"),
		area(shade, "M4,-50C6,-30 34,-18 34,13C34,35 19,48 0,48C20,40 26,22 22,6C18,-10 4,-22 4,-50Z"),
		area(light, "M-24,-8C-30,6 -30,24 -18,36C-25,20 -24,6 -24,-8Z"),
		solid(second, "M3,-6C4,8 19,13 19,29C19,39 10,45 0,45C-10,45 -19,38 -19,29C-19,20 -12,16 -10,9C-7,12 -6,14 -5,17C-1,11 0,2 3,-6Z"),
		area(light, "M1,18C2,25 9,28 9,35C9,40 5,43 0,43C-5,43 -9,40 -9,35C-9,29 -3,26 1,18Z"),
	}
}

func drawnMountain() []layer {
	return []layer{
		solid(shade, "M4,38L27,-16L50,38Z"),
		area(second, "M27,-16L35.5,4L30.5,0L27,7L23,1L18.5,4Z"),
		solid(body, "M-48,38L-9,-42L30,38Z"),
		area(shade, "M-9,-42L30,38L2,38L-7,16L1,2L-7,-12Z"),
		area(second, "M-9,-42L6.6,-10L1,-15L-4,-5L-10,-14L-16,-5L-24.6,-10Z"),
		stroke(ink, 1.3, "M-24.6,-10L-16,-5L-10,-14L-4,-5L1,-15L6.6,-10M-48,38L50,38"),
		stroke(light, 1.6, "M-34,22L-28,10M-20,30L-14,16"),
	}
}

func drawnWaves() []layer {
	const crest = "M-49,26C-40,24 -35,16 -31,4C-24,-20 -6,-41 20,-41C39,-41 49,-27 48,-14C47,-4 38,1 30,-2C35,-8 33,-18 23,-20C9,-22 0,-10 1,6C3,20 18,27 49,26L49,34L-49,34Z"
	return []layer{
		solid(body, crest),
		area(shade, "M-31,4C-24,-20 -6,-41 20,-41C4,-32 -10,-16 -9,6C-8,18 0,28 16,32L-8,33C-18,26 -20,12 -15,-2C-22,6 -26,20 -36,28L-49,30L-49,26C-40,24 -35,16 -31,4Z"),
		stroke(second, 3, "M20,-36C34,-37 44,-26 43,-15C42,-9 38,-6 35,-6"),
		stroke(second, 2.4, "M-4,4C-6,-10 2,-22 14,-26"),
		solid(second, "M-49,32Q-36.8,22 -24.5,32Q-12.2,42 0,32Q12.2,22 24.5,32Q36.8,42 49,32L49,42Q36.8,52 24.5,42Q12.2,32 0,42Q-12.2,52 -24.5,42Q-36.8,32 -49,42Z"),
	}
}

func drawnTree() []layer {
	crown := disc(0, -27, 20) + disc(-22, -16, 17) + disc(22, -16, 17) + disc(-28, 3, 15) + disc(28, 3, 15) + disc(-10, 4, 16) + disc(10, 4, 16)
	return []layer{
		solid(shade, "M-22,49C-10,44 -7,34 -7,10L7,10C7,34 10,44 22,49Z"),
		stroke(ink, 1.2, "M-1,20C-1,32 -3,40 -8,45M3,22C3,32 5,38 8,42"),
		stroke(ink, 2*edgeWidth, crown),
		area(body, crown),
		area(shade, disc(30, 5, 11)+disc(12, 9, 10)+disc(-12, 10, 9)),
		area(body, disc(26, 1, 11)+disc(9, 3, 11)+disc(-14, 4, 10)),
		area(light, disc(-7, -31, 10)+disc(-26, -19, 8)+disc(14, -20, 6)),
		area(body, disc(-4, -28, 10)+disc(-23, -16, 8)+disc(17, -17, 6)),
		area(second, disc(-30, 4, 3)+disc(-2, -8, 3)+disc(24, -8, 3)+disc(4, -34, 3)+disc(14, 10, 3)+disc(-16, -2, 3)),
	}
}

func drawnOakLeaf() []layer {
	const half = "M0,-49C9,-49 15,-42 13,-34C23,-38 31,-30 28,-21C26,-15 21,-13 19,-11C30,-14 38,-6 35,3C32,10 25,11 20,12C29,13 33,21 28,28C21,33 10,28 0,35Z"
	const veins = "M0,-22L13,-31M0,-4L22,-15M0,13L26,5M0,26L19,21"
	leaf := twice(half)
	return []layer{
		stroke(ink, 7.6, "M0,30L-5,49"),
		stroke(ink, 2*edgeWidth, leaf),
		area(light, leaf),
		area(shade, half),
		area(body, mirror(half)),
		stroke(body, 3, "M0,30L-5,49"),
		stroke(ink, 2.2, "M0,-38L0,34"),
		stroke(ink, 1.3, twice(veins)),
	}
}

func drawnTrefoil() []layer {
	var leaves, veins string
	const heart = "M0,-6C-5,-16 -22,-22 -22,-37C-22,-46 -8,-52 0,-42C8,-52 22,-46 22,-37C22,-22 5,-16 0,-6Z"
	for _, turn := range []float64{0, 120, 240} {
		leaves += mapped(turned(heart, turn), func(p point) point { return point{p.x, p.y + 1} })
		veins += turned("M0,-9L0,-34", turn)
	}
	stem := "M0,2C1,20 6,36 16,46"
	return []layer{
		stroke(ink, 9, stem), stroke(shade, 4, stem),
		solid(body, leaves), stroke(shade, 2.2, veins), stroke(light, 1.6, turned("M-16,-36C-15,-41 -10,-43 -6,-41", 0)+turned("M-16,-36C-15,-41 -10,-43 -6,-41", 120)+turned("M-16,-36C-15,-41 -10,-43 -6,-41", 240)),
		solid(light, disc(0, 0, 4.5)),
	}
}

// petals returns a ring of five, each with a dent at its outer edge.
func petals(size, turn float64) string {
	var p path
	for i := range 5 {
		at := turn + 72*float64(i)
		q := func(r, off float64) point { return polar(point{}, r*size, at+off) }
		p.move(point{}).line(q(30, -33)).curve(q(52, -33), q(54, -9), q(44, 0)).curve(q(54, 9), q(52, 33), q(30, 33)).close()
	}
	return p.String()
}

// drawnRose is the rose of heralds: petals, barbs and seeds.
func drawnRose() []layer {
	var barbs, seeds path
	for i := range 5 {
		at := 36 + 72*float64(i)
		barbs.polygon(polar(point{}, 26, at-9), polar(point{}, 50, at), polar(point{}, 26, at+9))
		seeds.circle(polar(point{}, 4.4, at), 1.5)
	}
	seeds.circle(point{}, 1.5)
	return []layer{
		solid(shade, barbs.String()),
		solid(body, petals(1, 0)),
		stroke(light, 1.8, petals(0.84, 0)),
		area(body, petals(0.8, 0)),
		solid(second, petals(0.56, 36)),
		area(dim, petals(0.3, 36)),
		solid(light, disc(0, 0, 8.5)),
		area(ink, seeds.String()),
	}
}

func drawnWheat() []layer {
	var left, right, awns path
	for i := range 6 {
		y := 20 - 8.5*float64(i)
		leaf(&left, point{0, y}, -26, 20, 8)
		leaf(&right, point{0, y}, 26, 20, 8)
		awns.segment(polar(point{0, y}, 19, -26), polar(point{0, y}, 28, -21))
		awns.segment(polar(point{0, y}, 19, 26), polar(point{0, y}, 28, 21))
	}
	var tip, blade path
	leaf(&tip, point{0, -24}, 0, 18, 7)
	leaf(&blade, point{0, 44}, -48, 30, 7)
	leaf(&blade, point{0, 44}, 48, 30, 7)
	return []layer{
		stroke(ink, 5, awns.String()), stroke(light, 1.4, awns.String()),
		stroke(ink, 8.2, "M0,49L0,0"), solid(shade, blade.String()), stroke(body, 3.4, "M0,49L0,0"),
		solid(body, left.String()), solid(shade, right.String()), solid(light, tip.String()),
	}
}

func drawnPalm() []layer {
	const fronds = "M0,-4Q-29,-17 -41,22Q-21,-5 0,-4ZM0,-4Q-24,-27 -46,-6Q-25,-12 0,-4ZM0,-4Q-12,-32 -34,-31Q-21,-20 0,-4ZM0,-4Q-1,-30 -16,-40Q-14,-25 0,-4Z"
	const veins = "M0,-4Q-25,-11 -41,22M0,-4Q-24,-20 -46,-6M0,-4Q-16,-26 -34,-31M0,-4Q-7,-28 -16,-40"
	crown := twice(fronds) + "M0,-4Q7,-28 0,-44Q-7,-28 0,-4Z"
	var dates path
	for _, p := range []point{{9, 6}, {13, 10}, {7, 11}, {11, 15}, {15, 5}, {9, 19}} {
		dates.circle(p, 2.7)
		dates.circle(point{-p.x, p.y}, 2.7)
	}
	return []layer{
		solid(second, "M-6,48C-6,28 -5,12 -2.5,-3L2.5,-3C5,12 6,28 6,48Z"),
		stroke(dim, 1.5, "M-4.6,38L0,41L4.6,38M-4.4,28L0,31L4.4,28M-3.8,18L0,21L3.8,18M-3,9L0,11L3,9"),
		{d: dates.String(), fill: light, edge: ink, width: 1.2},
		solid(body, crown),
		stroke(shade, 1.3, twice(veins)+"M0,-4L0,-40"),
		solid(second, disc(0, -4, 3.6)),
		solid(shade, "M-22,48C-12,42 12,42 22,48Z"),
	}
}

func drawnBee() []layer {
	const wing = "M5.3,-10.6C20,-30.4 46.7,-31.7 49.3,-18.5C51,-6.6 26.7,2.6 6.7,-4Z"
	const lower = "M6.7,-1.3C22.7,0 37.3,9.2 32,17.8C26.7,23.7 12,14.5 4.7,2.6Z"
	const veins = "M9.3,-9.2C22.7,-19.8 34.7,-23.8 44,-19.8M13.3,-7.3C25.3,-10.6 34.7,-13.2 41.3,-12.5M9.3,1.3C18.7,5.3 24,9.2 27.3,13.9"
	const legs = "M8,4L18.7,11.9L21.3,19.8M6.7,13.2L14.7,22.4L15.3,29.7"
	const feelers = "M2,-26.4C4,-34.3 9.3,-37 13.3,-35.6"
	return []layer{
		solid(second, twice(wing)), solid(dim, twice(lower)), stroke(shade, 1.1, twice(veins)),
		stroke(ink, 2.2, twice(legs)), stroke(ink, 2, twice(feelers)), area(ink, twice("M13.3,-37.4L15.4,-35.6L13.3,-33.6L11.4,-35.6Z")),
		solid(ink, "M0,39C-10.7,29.7 -12,13.9 -8,1.3L8,1.3C12,13.9 10.7,29.7 0,39Z"),
		area(light, "M-8.7,7.3C-3.3,9.9 3.3,9.9 8.7,7.3L9.7,12.6C4,15.5 -4,15.5 -9.7,12.6ZM-9.2,18.2C-4,20.8 4,20.8 9.2,18.2L8,23.4C3.3,25.7 -3.3,25.7 -8,23.4Z"),
		area(ink, disc(0, -6, 10.6)), area(body, disc(0, -6, 8)),
		stroke(light, 1.2, "M-5.3,-9.2Q0,-13.2 5.3,-9.2M-6,-5.3Q0,-8.6 6,-5.3M-4.7,-2Q0,-4.6 4.7,-2"),
		area(ink, "M-7.3,-19.1C-7.3,-25.1 -4,-27 0,-27C4,-27 7.3,-25.1 7.3,-19.1C5.3,-15.2 -5.3,-15.2 -7.3,-19.1Z"),
		area(light, disc(-4.4, -21, 1.6)+disc(4.4, -21, 1.6)),
	}
}
