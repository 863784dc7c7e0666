package handlers

import (
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/time/rate"

	"kjernebot/bot"
	"kjernebot/bot/message"
)

// Pace is how often one person may use a route in one conversation: Burst at once, and one more each time Every has
// gone.
type Pace struct {
	Burst int
	Every time.Duration
}

// The paces. No person comes near the first two; the others bound what people have to read, or what is fetched.
var (
	talking   = Pace{Burst: 2000, Every: 100 * time.Millisecond}
	searching = Pace{Burst: 300, Every: 100 * time.Millisecond}
	rating    = Pace{Burst: 20, Every: 30 * time.Second}
	dropping  = Pace{Burst: 20, Every: 30 * time.Second}
	passing   = Pace{Burst: 5, Every: 10 * time.Minute}
	checking  = Pace{Burst: 20, Every: 3 * time.Second}
	// telling is how often somebody is told that they are too quick.
	telling = Pace{Burst: 1, Every: time.Minute}
)

// maxBuckets bounds the memory of limits; at 250 bytes each this is about 5 MB. Who is forgotten begins anew.
const maxBuckets = 20_000

// limits keeps one person from taking what all share. Each process counts for itself.
type limits struct {
	now     func() time.Time
	buckets *lru.Cache[bucketKey, *rate.Limiter]
}

type bucketKey struct {
	person       message.Person
	user         message.UserID // of people without an object id
	conversation message.ConversationID
	pace         Pace
}

func newLimits(now func() time.Time) *limits {
	buckets, _ := lru.New[bucketKey, *rate.Limiter](maxBuckets) // fails without a size only
	return &limits{now: now, buckets: buckets}
}

// allow takes one from a person's bucket, and reports whether there was one.
func (l *limits) allow(t *bot.Turn, p Pace) bool {
	key := bucketKey{person: t.Person, conversation: t.Conversation.ID, pace: p}
	if t.Person.Object == "" {
		key.user = t.User
	}
	bucket, ok := l.buckets.Get(key)
	if !ok {
		bucket = rate.NewLimiter(rate.Every(p.Every), p.Burst)
		if other, found, _ := l.buckets.PeekOrAdd(key, bucket); found {
			bucket = other
		}
	}
	return bucket.AllowN(l.now(), 1)
}
